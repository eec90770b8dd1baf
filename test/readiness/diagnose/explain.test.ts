import assert from 'node:assert/strict'
import type {Condition} from '../../../src/contract/index.js'
import {KinaError} from '../../../src/errors.js'
import type {Diagnosis} from '../../../src/readiness/diagnose/cause.js'
import {explained} from '../../../src/readiness/diagnose/explain.js'
import {waitFor} from '../../../src/readiness/wait.js'
import {errorToJson} from '../../../src/report/format-error.js'

const cause: Diagnosis = {cause: 'crash-loop', about: 'kube-system/agent', text: 'the agent ends again and again', next: ['read its log']}
const unmet: Condition = {met: false, reason: 'CoreDNS: 0 of 2 available'}
const {signal} = new AbortController()

describe('an explained wait', () => {
  it('says the cause while it waits, and at the deadline with what to do', async () => {
    const reasons: string[] = []
    const explanation = explained(async () => unmet, async () => [cause], 0)
    const waiting = waitFor(explanation.look, {name: 'Cluster dev', deadline: 1000, signal, code: 'E_READY_TIMEOUT', onReason: (reason) => reasons.push(reason), next: ['look at the pods']})
    const error = await waiting.then(() => assert.fail('it is not ready'), explanation.error)
    assert.deepEqual(reasons, ['CoreDNS: 0 of 2 available', 'CoreDNS: 0 of 2 available; the agent ends again and again'])
    assert.deepEqual(errorToJson(error), {code: 'E_READY_TIMEOUT', message: 'Cluster dev did not come about within 1 s: CoreDNS: 0 of 2 available', causes: ['the agent ends again and again'], next: ['read its log', 'look at the pods']})
  })

  it('does not look for causes of what has not waited for long, and not of what is ready', async () => {
    const explanation = explained(async () => unmet, () => assert.fail('nobody was to look'))
    assert.deepEqual(await explanation.look(), unmet)
    assert.deepEqual(await explained(async () => ({met: true}), () => assert.fail('nobody was to look'), 0).look(), {met: true})
  })

  it('leaves other errors alone, and the deadline where no cause is known or none could be looked for', async () => {
    const interrupted = new KinaError({code: 'E_INTERRUPTED', message: 'stop'})
    const late = new KinaError({code: 'E_READY_TIMEOUT', message: 'late'})
    assert.equal(await explained(async () => unmet, async () => [cause]).error(interrupted), interrupted)
    assert.equal(await explained(async () => unmet, async () => []).error(late), late)
    assert.equal(await explained(async () => unmet, () => Promise.reject(new Error('no answer'))).error(late), late)
  })
})
