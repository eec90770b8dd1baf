import assert from 'node:assert/strict'
import type {User} from '../../e2e/kina.js'
import {done} from '../../e2e/run.js'

/**
 * What an addition could leave: in the runtime, in the API, and on the nodes that know each other. The control plane's kubelet asks for
 * certificates of its own, whenever its addresses change.
 */
export async function tracesOf(user: User, cluster: string): Promise<string[]> {
  const {stdout} = await done(user.kubectl(cluster, ['get', 'nodes,secrets,csr', '-A', '-o', 'jsonpath={range .items[*]}{.kind} {.metadata.name} {.spec.username}{"\\n"}{end}']))
  const objects = stdout.trim().split('\n').filter((line) => !line.endsWith(` system:node:${cluster}-control-plane`))
  const {stdout: routes} = await done(user.place.tool(['exec', `${cluster}-control-plane`, 'cat', '/etc/kina/ptp.conf']))
  return [...(await user.place.leftovers(cluster)), ...objects, ...routes.trim().split('\n')].sort()
}

/** One removal of a node that may be there in part, or not at all. */
export async function settledAgain(user: User, cluster: string, node: string): Promise<void> {
  const {exitCode, all} = await user.kina(['node', 'remove', cluster, node, '--force'])
  assert.ok(exitCode === 0 || /E_NODE_NOT_FOUND/.test(all), all)
}
