import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ClusterContext, CniInstaller, Condition} from '../../contract/index.js'
import {messageOf} from '../../errors.js'
import type {Diagnosis} from '../../readiness/diagnose/cause.js'
import {diagnose, withCause} from '../../readiness/diagnose/diagnose.js'

/** As core sees it: a look that throws is unmet. */
export async function look(cni: CniInstaller, cluster: ClusterContext): Promise<Condition> {
  try {
    return await cni.ready(cluster)
  } catch (error) {
    return {met: false, reason: messageOf(error)}
  }
}

export function assertUnmet(condition: Condition): void {
  assert.ok(!condition.met, 'ready is met although nothing was installed')
  assert.notEqual(condition.reason.trim(), '', 'ready is unmet, and says not why')
}

export async function untilMet(cni: CniInstaller, cluster: ClusterContext, seconds: number): Promise<void> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(Math.min(500, seconds * 100))) {
    const condition = await look(cni, cluster)
    if (condition.met) return
    if (Date.now() > end) assert.fail(`ready is unmet after ${seconds} s: ${withCause(condition.reason, await causes(cluster))}`)
  }
}

/** As core looks for them while it waits. */
function causes({kubectl, nodes}: ClusterContext): Promise<Diagnosis[]> {
  return diagnose({kubectl, nodes, access: ''}).catch(() => [])
}
