import type {ClusterContext, CniInstaller, Node} from 'kina/plugin'
import {filled, MANIFEST, patched, wantsPatch} from './manifest.js'
import {type DaemonSet, rolloutProblem} from './rollout.js'

/** The pod network that came with the image of the nodes. Its images are there too, so that none is fetched. */
export const fromImage: CniInstaller = {
  needs: () => ({
    replacesKubeProxy: false,
    images: [],
    kernel: [
      {feature: 'veth', why: 'a pod is linked to its node by a veth pair'},
      {feature: 'iptables', why: 'pods reach the outside through masquerading'},
    ],
  }),

  // Before kubeadm runs: an image without is better told of then than when there is half a cluster.
  async place(node, planned) {
    if (planned.role === 'control-plane') await read(node)
  },

  async install(cluster) {
    const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=kina-cni-from-image', '-f', '-']
    await cluster.kubectl(apply, {stdin: await manifestOf(cluster)})
  },

  async ready(cluster) {
    const {stdout} = await cluster.kubectl(['get', '-f', '-', '--ignore-not-found', '-o', 'json'], {stdin: await manifestOf(cluster)})
    const daemonSets = objects(stdout).filter((object): object is DaemonSet => object.kind === 'DaemonSet')
    if (daemonSets.length === 0) return {met: false, reason: `nothing of ${MANIFEST} is installed`}
    const problem = daemonSets.map((daemonSet) => rolloutProblem(daemonSet, cluster.nodes.length)).find((reason) => reason !== null)
    return problem === undefined ? {met: true} : {met: false, reason: problem}
  },
}

/** kubectl reads the YAML: it has to, and a plugin without packages of its own is the smaller one. */
async function manifestOf({nodes, plan, kubectl}: ClusterContext): Promise<string> {
  const text = filled(await read(nodes[0]), plan.network)
  if (!wantsPatch(text)) return text
  const {stdout} = await kubectl(['create', '--dry-run=client', '-o', 'json', '-f', '-'], {stdin: text})
  return patched(stdout, plan.network)
}

async function read(node: Node): Promise<string> {
  const {exitCode, stdout} = await node.exec(['cat', MANIFEST], {allowFailure: true})
  if (exitCode !== 0 || stdout.trim() === '') throw new Error(`the image ${node.image} brings no pod network of its own: ${node.name} has no ${MANIFEST}; choose another CNI`)
  return stdout
}

/** kubectl gives one object by itself, and a list of several. */
function objects(json: string): readonly {readonly kind: string}[] {
  if (json.trim() === '') return []
  const answer = JSON.parse(json) as {readonly kind: string; readonly items?: readonly {readonly kind: string}[]}
  return answer.items ?? [answer]
}
