import type {CniInstaller, ClusterPlan, Node, NodePlan} from 'kina/plugin'
import {ADDRESSES, nodeFiles, PROGRAM, UNIT} from './node-files.js'
import {arePlaced, placeFiles} from './place-files.js'
import {podMtu} from './pod-mtu.js'

/** Point-to-point links within a node, host routes between nodes. Everything is a file on the node; the API is never asked. */
export const ptp: CniInstaller = {
  needs: () => ({
    replacesKubeProxy: false,
    networkPolicy: false,
    images: [],
    kernel: [
      {feature: 'veth', why: 'a pod is linked to its node by a veth pair'},
      {feature: 'iptables', why: 'pods reach the outside through masquerading, and host ports through DNAT'},
    ],
  }),

  place,

  async install({nodes, plan}) {
    await Promise.all(plannedOf(nodes, plan).map(([node, planned]) => repair(node, planned, plan)))
  },

  async uninstall({nodes, plan}) {
    await Promise.all(plannedOf(nodes, plan).map(([node, planned]) => takeAway(node, planned, plan)))
  },

  async ready({nodes, plan}) {
    const problems = await Promise.all(plannedOf(nodes, plan).map(([node]) => problemOf(node)))
    const found = problems.filter((problem) => problem !== null)
    return found.length === 0 ? {met: true} : {met: false, reason: found.join('; ')}
  },
}

async function place(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void> {
  if (runsPods(planned)) await start(node, await nodeFiles(planned, plan, await podMtu(node, plan.cniOptions)))
}

/** Touches nothing on a node where all is as it should be. */
async function repair(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void> {
  const files = await nodeFiles(planned, plan, await podMtu(node, plan.cniOptions))
  const [placed, unit] = await Promise.all([
    arePlaced(node, files),
    node.exec(['systemctl', 'is-active', '--quiet', UNIT], {allowFailure: true}),
  ])
  if (placed && unit.exitCode === 0) return
  // A program that goes on running would keep to the files it has read at its start.
  await node.exec(['systemctl', 'stop', UNIT], {allowFailure: true})
  await start(node, files)
}

async function start(node: Node, files: Awaited<ReturnType<typeof nodeFiles>>): Promise<void> {
  await placeFiles(node, files)
  await node.exec(['systemctl', 'enable', '--quiet', '--now', UNIT])
}

/** The program knows what it has made; what goes with pods that still run goes too. */
async function takeAway(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void> {
  const files = await nodeFiles(planned, plan, await podMtu(node, plan.cniOptions))
  await node.exec(['systemctl', 'disable', '--quiet', '--now', UNIT], {allowFailure: true})
  await node.exec(['bash', PROGRAM, 'forget'], {allowFailure: true})
  await node.exec(['rm', '-rf', ...files.map(({path}) => path), ADDRESSES])
  await node.exec(['systemctl', 'daemon-reload'])
}

/** One look at one node; null when nothing is missing. */
async function problemOf(node: Node): Promise<string | null> {
  const {exitCode, stdout, stderr} = await node.exec(['bash', PROGRAM, 'check'], {allowFailure: true})
  if (exitCode === 0) return null
  const said = stdout.trim().split('\n').filter(Boolean).join(', ') || stderr.trim() || `check ended with exit code ${exitCode}`
  return `${node.name}: ${said}`
}

function plannedOf(nodes: readonly Node[], plan: ClusterPlan): [Node, NodePlan][] {
  const byName = new Map(plan.nodes.filter(runsPods).map((planned) => [planned.name, planned]))
  return nodes.flatMap((node): [Node, NodePlan][] => {
    const planned = byName.get(node.name)
    return planned ? [[node, planned]] : []
  })
}

function runsPods({role}: NodePlan): boolean {
  return role !== 'load-balancer'
}
