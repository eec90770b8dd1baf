import type {Node} from '../contract/index.js'
import {onNode} from '../errors.js'
import {addonsThere} from './addons.js'
import {broughtProgram} from './parts.js'
import type {Asked} from './persist.js'

/** One part of a cluster and what becomes of it, in kubeadm's words. */
export interface PlannedChange {
  /** Such as `kube-apiserver`. */
  readonly component: string
  /** Absent: it is one for the whole cluster. */
  readonly node?: string
  readonly current: string
  readonly target: string
}

/** What `kubeadm upgrade plan` says. */
export interface KubeadmPlan {
  readonly changes: readonly PlannedChange[]
  /** Configurations that somebody has to bring to a newer version by hand first, such as `kubelet.config.k8s.io v1beta1 -> v1`. */
  readonly byHand: readonly string[]
}

/** kubeadm's check that a pod can run, of the new version's sandbox image: a node may not have it yet. */
const SKIPPED_CHECKS = '--ignore-preflight-errors=CreateJob'

/** Asks the kubeadm that was brought to a control plane; nothing is changed. The version is given, so that no server on the internet is asked. */
export async function kubeadmPlan(api: Asked, node: Node, version: string): Promise<KubeadmPlan> {
  const argv = [broughtProgram('kubeadm'), 'upgrade', 'plan', version, '--output', 'json', SKIPPED_CHECKS] as const
  const {stdout} = await node.exec(argv).catch((error: unknown) => Promise.reject(onNode(error, node.name)))
  // kubeadm plans kube-proxy also for clusters that have none.
  return readPlan(stdout, (await addonsThere(api)).includes('proxy'))
}

interface UpgradePlan {
  readonly availableUpgrades?: readonly {readonly components: readonly {readonly name: string; readonly currentVersion: string; readonly newVersion: string; readonly nodeName?: string}[]}[]
  readonly configVersions?: readonly {readonly group: string; readonly currentVersion: string; readonly preferredVersion: string; readonly manualUpgradeRequired: boolean}[]
}

/** Of kubeadm's JSON, which names the same component once for each way that it knows. An empty text: there is nothing to do. Pure. */
export function readPlan(text: string, kubeProxy: boolean): KubeadmPlan {
  const from = text.indexOf('{')
  if (from === -1) return {changes: [], byHand: []}
  const {availableUpgrades = [], configVersions = []} = JSON.parse(text.slice(from)) as UpgradePlan
  const changes = (availableUpgrades.at(-1)?.components ?? [])
    .filter(({name}) => name !== 'kubeadm' && (kubeProxy || name !== 'kube-proxy'))
    .map(({name, currentVersion, newVersion, nodeName}): PlannedChange => ({component: name, ...(nodeName && {node: nodeName}), current: currentVersion, target: newVersion}))
  const byHand = configVersions.filter(({manualUpgradeRequired}) => manualUpgradeRequired).map(({group, currentVersion, preferredVersion}) => `${group} ${currentVersion} -> ${preferredVersion}`)
  return {changes, byHand}
}
