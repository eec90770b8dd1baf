import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, it} from 'mocha'
import {KinaError} from '../../src/errors.js'
import {stamp} from '../../src/report/events.js'
import {makeSteps} from '../../src/report/step.js'
import {recorder} from './recording.js'

/** What happened, without times. */
function told(events: readonly object[]): readonly object[] {
  return events.map(({time, seconds, ...rest}: {time?: string; seconds?: number}) => rest)
}

describe('a step', () => {
  it('says how it goes, takes its time and gives its value', async () => {
    const reporter = recorder()
    const {step} = makeSteps(reporter)
    const value = await step('image', 'Node image', async (progress) => {
      progress('pulling')
      progress('booting', 'a-worker')
      await sleep(30)
      return 42
    })
    assert.equal(value, 42)
    assert.deepEqual(told(reporter.events), [
      {type: 'step-started', id: 'image', title: 'Node image'},
      {type: 'step-progress', id: 'image', text: 'pulling'},
      {type: 'step-progress', id: 'image', node: 'a-worker', text: 'booting'},
      {type: 'step-done', id: 'image'},
    ])
    const done = reporter.events[3]
    assert.ok(done?.type === 'step-done' && done.seconds >= 0.025 && done.seconds < 5)
    for (const {time} of reporter.events) assert.equal(new Date(time).toISOString(), time)
  })

  it('fails with the error itself, and with its code when it has one', async () => {
    const reporter = recorder()
    const {step} = makeSteps(reporter)
    const error = new KinaError({code: 'E_NODE_BOOT', node: 'a-worker', message: 'no boot'})
    await assert.rejects(step('a', 'A', () => Promise.reject(error)), error)
    await assert.rejects(step('b', 'B', () => { throw new Error('at once') }), /at once/)
    assert.deepEqual(told(reporter.events.filter(({type}) => type === 'step-failed')), [
      {type: 'step-failed', id: 'a', node: 'a-worker', code: 'E_NODE_BOOT', message: 'no boot'},
      {type: 'step-failed', id: 'b', message: 'at once'},
    ])
  })

  it('is not heard after it is over', async () => {
    const reporter = recorder()
    let late: (text: string) => void = () => {}
    await makeSteps(reporter).step('a', 'A', async (progress) => void (late = progress))
    late('still here')
    assert.equal(reporter.events.at(-1)?.type, 'step-done')
  })

  it('has a log that knows which of several it was called from', async () => {
    const reporter = recorder()
    const {step, log, skip} = makeSteps(reporter)
    const speak = (id: string, wait: number): Promise<void> => step(id, id, async () => {
      await sleep(wait)
      log.info(`from ${id}`)
      log.warn('!')
    })
    await Promise.all([speak('a', 20), speak('b', 5)])
    log.debug('unheard')
    log.info('outside')
    skip('c', 'C', 'no need')
    assert.deepEqual(told(reporter.events).filter((event) => !/start|done/.test(JSON.stringify(event))), [
      {type: 'step-progress', id: 'b', text: 'from b'},
      {type: 'note', level: 'warn', text: '!'},
      {type: 'step-progress', id: 'a', text: 'from a'},
      {type: 'note', level: 'warn', text: '!'},
      {type: 'note', level: 'info', text: 'outside'},
      {type: 'step-skipped', id: 'c', title: 'C', reason: 'no need'},
    ])
  })
})

describe('an event', () => {
  it('begins with its type and time', () => {
    assert.equal(JSON.stringify(stamp({type: 'result', exit: 0}, new Date(0))), '{"type":"result","time":"1970-01-01T00:00:00.000Z","exit":0}')
  })
})
