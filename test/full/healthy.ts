import assert from 'node:assert/strict'
import type {ClusterStatus} from '../../src/status/cluster-status.js'
import type {User} from '../e2e/kina.js'
import {waitUntil} from '../e2e/wait-until.js'

export async function statusOf(user: User, cluster: string): Promise<{status: ClusterStatus; exitCode: number}> {
  const {stdout, exitCode} = await user.kina(['cluster', 'status', cluster, '--json'])
  return {status: JSON.parse(stdout) as ClusterStatus, exitCode}
}

/** What `kina cluster status` says once nothing is wrong: pods that have lost their node may still be on their way to another one. */
export async function healthy(user: User, cluster: string): Promise<ClusterStatus> {
  let last: Awaited<ReturnType<typeof statusOf>> | undefined
  const looks = waitUntil(`${cluster} is healthy`, async () => (last = await statusOf(user, cluster)).status.state === 'healthy')
  await looks.catch((error: unknown) => assert.fail(`${String(error)}: ${JSON.stringify(last?.status.problems)}`))
  assert.deepEqual([last!.exitCode, last!.status.problems], [0, []])
  return last!.status
}
