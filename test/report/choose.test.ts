import assert from 'node:assert/strict'
import {describe, it} from 'mocha'
import {chooseRenderer, chooseReporter} from '../../src/report/choose.js'
import {makeSteps} from '../../src/report/step.js'
import {MemoryStream} from './recording.js'

describe('which renderer', () => {
  const usual: Parameters<typeof chooseRenderer>[0] = {json: false, verbose: false, isTTY: true, env: {TERM: 'xterm'}}
  const cases: readonly [string, Partial<typeof usual>, string][] = [
    ['a terminal', {}, 'terminal'],
    ['a pipe', {isTTY: false}, 'plain'],
    ['--json', {json: true}, 'json'],
    ['--json in a pipe', {json: true, isTTY: false}, 'json'],
    ['verbose', {verbose: true}, 'plain'],
    ['CI', {env: {CI: 'true'}}, 'plain'],
    ['CI=false', {env: {CI: 'false'}}, 'terminal'],
    ['NO_COLOR', {env: {NO_COLOR: '1'}}, 'plain'],
    ['empty NO_COLOR', {env: {NO_COLOR: ''}}, 'terminal'],
    ['a dumb terminal', {env: {TERM: 'dumb'}}, 'plain'],
  ]
  for (const [name, change, wanted] of cases) {
    it(`for ${name}: ${wanted}`, () => assert.equal(chooseRenderer({...usual, ...change}), wanted))
  }

  it('writes no escape code into a pipe, nor with NO_COLOR', async () => {
    for (const [isTTY, env] of [[false, {}], [true, {NO_COLOR: '1'}]] as const) {
      const stream = new MemoryStream(isTTY)
      const reporter = chooseReporter({json: false, stream, env})
      await makeSteps(reporter).step('a', 'A', async (progress) => progress('b'))
      await reporter.close()
      assert.equal(stream.written.includes('\u001B'), false)
      assert.match(stream.written, /^\[ \.\. \] A\n\[ ok \] A \(/)
    }
  })
})
