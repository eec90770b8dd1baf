import assert from 'node:assert/strict'
import {age} from '../../src/report/age.js'

describe('how long ago', () => {
  const now = Date.parse('2026-03-01T00:00:00Z')
  for (const [seconds, text] of [[-5, '0s'], [0, '0s'], [119, '119s'], [120, '2m'], [7199, '119m'], [7200, '2h'], [47 * 3600, '47h'], [48 * 3600, '2d'], [400 * 86_400, '400d'], [20 * 365 * 86_400, '20y']] as const) {
    it(`${seconds} s are ${text}`, () => assert.equal(age(new Date(now - seconds * 1000).toISOString(), now), text))
  }
})
