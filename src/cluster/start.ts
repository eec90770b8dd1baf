import type {App} from '../app.js'
import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {waitApi} from '../kubeadm/wait-api.js'
import {renewKubelets} from '../kubeadm/kubelet-certificates.js'
import {ownKubeconfigPath} from '../kubeconfig/paths.js'
import {waitBooted} from '../node/wait-booted.js'
import {LABELS} from '../plan/labels.js'
import {contextName} from '../plan/names.js'
import {controlPlanes, endpointNode, members} from '../plan/roles.js'
import {waitBack} from '../readiness/wait-back.js'
import type {Progress, Step} from '../report/step.js'
import {checkReach} from './check-reach.js'
import {clusterKubectl} from './cluster-context.js'
import {exportStarted} from './export-kubeconfig.js'
import type {PoweredCluster} from './power.js'
import {settled} from '../settled.js'

/**
 * Starts what does not run and waits until all is as it was. Nodes find each other by name, so that nothing of theirs is rewritten: what a start
 * makes anew, the nodes make themselves (units of the image) and the runtime (names), and certificates of workers that ended meanwhile are
 * made here.
 *
 * @returns names of the nodes that did not run
 */
export async function startNodes(app: App, cluster: PoweredCluster, step: Step): Promise<string[]> {
  const {name, nodes} = cluster
  const [first] = controlPlanes(nodes)
  const endpoint = endpointNode(nodes)
  if (!first || !endpoint) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `Of the cluster "${name}" no control plane is left.`, next: [`kina cluster delete ${name} removes what is.`]})
  const stopped = (await running(cluster)).flatMap((runs, i) => (runs ? [] : [nodes[i]!.name]))
  await step('nodes', nodes.length === 1 ? 'Node' : `${nodes.length} nodes`, (progress) => powerOn(app, cluster, progress))
  await step('control-plane', 'Control plane', (progress) => waitApi(controlPlanes(nodes), app.signal, progress))
  await step('kubeconfig', `Kubeconfig, context ${contextName(name)}`, () => exportStarted(app, cluster, {first, endpoint}))
  await step('ready', 'Ready', async (progress) => {
    await renewKubelets(first, members(nodes), progress)
    await checkReach({nodes: [first], signal: app.signal, kubectl: clusterKubectl(first), plan: {name, kubeconfig: {context: contextName(name)}}}, endpoint)
    await waitBack({name, kubeconfig: ownKubeconfigPath(name, app.home), nodes: members(nodes), hasCni: nodes[0]?.labels[LABELS.cni] !== 'none', signal: app.signal, progress})
  })
  return stopped
}

/** As they are now: a restart has stopped them since they were listed. */
async function running({nodes}: PoweredCluster): Promise<boolean[]> {
  return Promise.all(nodes.map((node) => node.exec(['true'], {allowFailure: true, timeoutSeconds: 10}).then(({exitCode}) => exitCode === 0, () => false)))
}

/** Those that run as well: one that was started by somebody else may lack the others' names, or what its runtime keeps beside it. */
async function powerOn(app: App, {nodes, power, ctx}: PoweredCluster, progress: Progress): Promise<void> {
  let up = 0
  await settled(
    nodes.map(async (node: Node) => {
      await power.start(node, ctx)
      await waitBooted(node, app.signal, (reason) => progress(reason, node.name))
      progress('up', node.name)
      progress(`${++up} of ${nodes.length} up`)
    }),
  )
}
