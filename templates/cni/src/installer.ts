import type {CniInstaller, ClusterPlan, Node, NodePlan} from 'kina/plugin'
import {nodeFiles, peersOf, podNodes, UNIT, type NodeFile} from './node-files.js'

/** Everything is a file on a node; the Kubernetes API is never asked. */
export const installer: CniInstaller = {
  needs: () => ({
    replacesKubeProxy: false,
    images: [],
    kernel: [
      {feature: 'veth', why: 'a pod is linked to its node by a veth pair'},
      {feature: 'nft', why: 'pods reach the outside through masquerading'},
    ],
  }),

  // Before kubeadm runs, so that the node is Ready at once.
  async place(node, planned, plan) {
    if (planned.role !== 'load-balancer') await put(node, await nodeFiles(planned, plan))
  },

  // Repairs what differs, and leaves a node alone where nothing does.
  async install({nodes, plan}) {
    await Promise.all(pairs(nodes, plan).map(([node, planned]) => repair(node, planned, plan)))
  },

  async ready({nodes, plan}) {
    const problems = await Promise.all(pairs(nodes, plan).map(([node, planned]) => problemOf(node, planned, plan)))
    const found = problems.filter((problem) => problem !== null)
    return found.length === 0 ? {met: true} : {met: false, reason: found.join('; ')}
  },
}

/** Interrupted anywhere, it leaves a unit that does not run: the sign for the next call that something is to be done. */
async function put(node: Node, files: readonly NodeFile[]): Promise<void> {
  await node.exec(['systemctl', 'stop', UNIT], {allowFailure: true})
  await Promise.all(files.map(({path, mode, text}) => node.exec(['install', '-D', '-m', mode, '/dev/stdin', path], {stdin: text})))
  await node.exec(['systemctl', 'daemon-reload'])
  await node.exec(['systemctl', 'enable', '--quiet', '--now', UNIT])
}

async function repair(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void> {
  const files = await nodeFiles(planned, plan)
  const same = await Promise.all(files.map(async ({path, text}) => (await node.exec(['cat', path], {allowFailure: true})).stdout === text))
  if (same.includes(false) || !(await isActive(node))) await put(node, files)
}

/** One look; null when nothing is missing. */
async function problemOf(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<string | null> {
  if (!(await isActive(node))) return `${node.name}: ${UNIT} does not run`
  const {stdout} = await node.exec(['ip', '-4', 'route', 'show'])
  const missing = peersOf(planned, plan).filter(({podCidr}) => !stdout.includes(`${podCidr} via `))
  return missing.length === 0 ? null : `${node.name}: no route to the pods of ${missing.map(({name}) => name).join(', ')}`
}

async function isActive(node: Node): Promise<boolean> {
  return (await node.exec(['systemctl', 'is-active', '--quiet', UNIT], {allowFailure: true})).exitCode === 0
}

/** Each node with its plan. */
function pairs(nodes: readonly Node[], plan: ClusterPlan): [Node, NodePlan][] {
  return podNodes(plan).flatMap((planned): [Node, NodePlan][] => {
    const node = nodes.find(({name}) => name === planned.name)
    return node ? [[node, planned]] : []
  })
}
