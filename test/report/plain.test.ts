import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {describe, it} from 'mocha'
import {formatSeconds} from '../../src/report/duration.js'
import {jsonReporter} from '../../src/report/json.js'
import {plainReporter} from '../../src/report/plain.js'
import {MemoryStream, STORY, at} from './recording.js'

describe('plain lines', () => {
  it('tell a story as in the golden file, in ASCII without escapes', async () => {
    const stream = new MemoryStream(false)
    const reporter = plainReporter({stream})
    for (const event of STORY) reporter.emit(event)
    reporter.emit({type: 'result', time: at(96), exit: 0})
    await reporter.close()
    assert.equal(stream.written, await readFile(new URL('golden/plain.txt', import.meta.url), 'utf8'))
    assert.match(stream.written, /^[\n -~]*$/)
  })

  it('tell every progress when verbose', () => {
    const stream = new MemoryStream(false)
    const reporter = plainReporter({stream, verbose: true})
    for (const event of STORY) reporter.emit(event)
    assert.match(stream.written, /Node image: too early to be told\n.*Node image: demo-worker: unpacking\n.*Node image: too early again\n/)
  })
})

describe('JSON lines', () => {
  it('are the events', () => {
    const stream = new MemoryStream(true)
    const reporter = jsonReporter(stream)
    for (const event of STORY) reporter.emit(event)
    const lines = stream.written.trimEnd().split('\n')
    assert.deepEqual(lines.map((line) => JSON.parse(line)), STORY)
  })
})

describe('seconds', () => {
  it('are written for people', () => {
    assert.deepEqual([0, 0.04, 12.34, 59.94, 59.96, 125.4, 3600].map(formatSeconds), ['0.0 s', '0.0 s', '12.3 s', '59.9 s', '1 min 0 s', '2 min 5 s', '60 min 0 s'])
  })
})
