import assert from 'node:assert/strict'
import type {ClusterStatus} from '../../src/status/cluster-status.js'
import type {User} from '../e2e/kina.js'
import {waitUntil} from '../e2e/wait-until.js'

export async function statusOf(user: User, cluster: string): Promise<{status: ClusterStatus; exitCode: number}> {
  const {stdout, exitCode} = await user.kina(['cluster', 'status', cluster, '--json'])
  return {status: JSON.parse(stdout) as ClusterStatus, exitCode}
}

export async function healthy(user: User, cluster: string): Promise<ClusterStatus> {
  const {status, exitCode} = await statusOf(user, cluster)
  assert.deepEqual([exitCode, status.state, status.problems], [0, 'healthy', []])
  return status
}

/** The same within some seconds: pods that have lost their node may still be on their way to another one. */
export async function healthyAgain(user: User, cluster: string, seconds = 30): Promise<void> {
  let problems: ClusterStatus['problems'] = []
  const looks = waitUntil(`${cluster} is healthy`, async () => {
    const {status} = await statusOf(user, cluster)
    problems = status.problems
    return status.state === 'healthy'
  }, seconds)
  await looks.catch((error: unknown) => assert.fail(`${String(error)}: ${JSON.stringify(problems)}`))
}
