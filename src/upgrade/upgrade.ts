import type {App} from '../app.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import {withClusterLock} from '../cluster/lock.js'
import {withThrowawayNode} from '../cluster/throwaway.js'
import type {Node} from '../contract/index.js'
import type {Progress, Step} from '../report/step.js'
import {examine, isOver, type Upgrade} from './examine.js'
import {interrupted} from './failed.js'
import {finishUpgrade} from './finish.js'
import {kubeadmPlan, type KubeadmPlan} from './kubeadm-plan.js'
import {bringImages, bringPrograms, forgetParts, prepareParts} from './parts.js'
import {upgradeNodes} from './upgrade-nodes.js'

export interface UpgradeWish {
  readonly name: string
  /** As the user typed it. */
  readonly kubernetes: string
  /** Says what would be done. */
  readonly dryRun: boolean
}

export interface UpgradeOutcome {
  readonly name: string
  /** What its API server was when this run began, with the leading v. */
  readonly from: string
  readonly to: string
  /** What kubeadm said that it would do. */
  readonly plan: KubeadmPlan
  /** Nodes that this run has upgraded, in this order; empty after a dry run, and where all was done before. */
  readonly nodes: readonly string[]
  /** False after a dry run. */
  readonly upgraded: boolean
  /** In seconds, all steps. */
  readonly seconds: number
}

/**
 * Brings the nodes of a running cluster to another Kubernetes, each in its place: programs and images come from kina's node image of that
 * version, in a throw-away node, and kubeadm does the rest. Whatever has ended an upgrade, another one goes on with it.
 *
 * @throws KinaError E_UPGRADE_REFUSED before anything is touched, E_UPGRADE_FAILED afterwards, E_VERSION_UNKNOWN, E_CLUSTER_NOT_FOUND
 */
export async function upgradeCluster(app: App, {name, kubernetes, dryRun}: UpgradeWish, step: Step): Promise<UpgradeOutcome> {
  const since = performance.now()
  return withClusterLock(app, name, {wait: false}, async () => {
    const upgrade = await step('check', `Kubernetes ${kubernetes} for ${name}`, () => examine(app, name, kubernetes))
    const result = {name, from: upgrade.standing.api, to: upgrade.version}
    if (await isOver(upgrade)) return {...result, plan: {changes: [], byHand: []}, nodes: [], upgraded: !dryRun, seconds: (performance.now() - since) / 1000}
    const plan = await bring(app, upgrade, {dryRun, step})
    const nodes = dryRun ? [] : await upgradeNodes(app, upgrade, step).catch((error: unknown) => Promise.reject(interrupted(error, upgrade, app.signal)))
    if (!dryRun) await finishUpgrade(app, upgrade, step).catch((error: unknown) => Promise.reject(interrupted(error, upgrade, app.signal)))
    return {...result, plan, nodes, upgraded: !dryRun, seconds: (performance.now() - since) / 1000}
  })
}

/** The new programs and images onto every node, before anything uses them; kubeadm's plan first. A dry run leaves nothing on the node that was asked. */
async function bring(app: App, upgrade: Upgrade, {dryRun, step}: {dryRun: boolean; step: Step}): Promise<KubeadmPlan> {
  const {cluster, nodes, image, version} = upgrade
  return withThrowawayNode(app, {runtime: cluster.runtime, image}, async (source) => {
    await prepareParts(source)
    const plan = await step('plan', 'What kubeadm plans', async () => {
      await bringTo(source, nodes[0])
      try {
        return await kubeadmPlan({kubectl: clusterKubectl(nodes[0]), signal: app.signal}, nodes[0], version)
      } finally {
        if (dryRun) await forgetParts(nodes[0])
      }
    })
    if (!dryRun) say(app, plan)
    if (!dryRun) await step('images', `Images of Kubernetes ${version}`, (progress) => bringAll(source, nodes, progress))
    return plan
  })
}

function say({log}: App, {changes, byHand}: KubeadmPlan): void {
  for (const {component, node, current, target} of changes) log.info(`${component}${node === undefined ? '' : ` on ${node}`}: ${current} -> ${target}`)
  for (const text of byHand) log.warn(`To be brought to a newer version by hand: ${text}`)
}

async function bringTo(source: Node, node: Node): Promise<void> {
  await prepareParts(node)
  await bringPrograms(source, node)
}

/** One node after the other: they share a disk. All before the first is upgraded, since kube-proxy and CoreDNS are exchanged everywhere at once. */
async function bringAll(source: Node, nodes: Upgrade['nodes'], progress: Progress): Promise<void> {
  for (const [i, node] of nodes.entries()) {
    if (i > 0) await bringTo(source, node)
    await bringImages(source, node, progress)
    progress(`${i + 1} of ${nodes.length} have all`)
  }
}
