import type {ClusterContext, Node} from 'kina/plugin'
import {withImage} from './mounted-image.js'
import type {Values} from './options.js'
import {CHART, GATEWAY_CRDS} from './sources.js'

/** Cilium's own name for it, which its documentation and tools take for granted. */
export const RELEASE = 'cilium'
export const NAMESPACE = 'kube-system'

export interface Release {
  /** Image with Helm in it, which the first node has. */
  readonly image: string
  /** With the leading v. */
  readonly version: string
  /** Instead of the chart of the version. */
  readonly chart?: string | undefined
  readonly values: Values
  /** Whether the Gateway API has to be there before. */
  readonly gateway: boolean
}

/**
 * Installs or upgrades the release with Helm, which runs in the first node: versions match, and the user's machine needs none. The node's
 * image of it has the chart, if kina built it; otherwise Helm fetches it from where upstream publishes it.
 */
export async function upgradeRelease(cluster: ClusterContext, {image, version, chart, values, gateway}: Release): Promise<void> {
  const [node] = cluster.nodes
  await forgetInterrupted(cluster)
  await withImage(node, image, async (top) => {
    if (gateway) await applyGatewayCrds(cluster, node, top)
    const from = chart === undefined && (await has(node, top + CHART)) ? [top + CHART] : published(chart, version)
    const flags = ['--install', '--namespace', NAMESPACE, '--take-ownership', '--force-conflicts', '--history-max', '3', '--values', '-']
    await helm(node, top, ['upgrade', RELEASE, ...from, ...flags], JSON.stringify(values))
  })
}

/** Removes the release; no error when there is none. */
export async function removeRelease({nodes: [node]}: ClusterContext, image: string): Promise<void> {
  await withImage(node, image, (top) => helm(node, top, ['uninstall', RELEASE, '--namespace', NAMESPACE, '--ignore-not-found', '--wait']))
}

function published(chart: string | undefined, version: string): string[] {
  if (chart === undefined) return ['oci://quay.io/cilium/charts/cilium', '--version', version.slice(1)]
  return chart.startsWith('oci://') ? [chart, '--version', version.slice(1)] : [chart]
}

async function helm(node: Node, top: string, args: readonly string[], stdin?: string): Promise<void> {
  const env = {KUBECONFIG: '/etc/kubernetes/admin.conf', HELM_CACHE_HOME: '/tmp/helm/cache', HELM_CONFIG_HOME: '/tmp/helm/config', HELM_DATA_HOME: '/tmp/helm/data'}
  await node.exec([`${top}/usr/bin/helm`, ...args], {env, ...(stdin !== undefined && {stdin})})
}

/** What Helm has not finished keeps it from beginning anything else. Objects of it are taken over. */
async function forgetInterrupted({kubectl}: ClusterContext): Promise<void> {
  const begun = `owner=helm,name=${RELEASE},status in (pending-install,pending-upgrade,pending-rollback,uninstalling)`
  await kubectl(['--namespace', NAMESPACE, 'delete', 'secrets', '--selector', begun])
}

async function applyGatewayCrds({kubectl}: ClusterContext, node: Node, top: string): Promise<void> {
  if (await has(node, top + GATEWAY_CRDS)) return void (await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', top + GATEWAY_CRDS]))
  const {exitCode} = await kubectl(['get', 'crd', 'gateways.gateway.networking.k8s.io'], {allowFailure: true})
  if (exitCode !== 0) throw new Error('the Gateway API is not in this cluster, and its definitions come with kina’s own image of Helm only: apply them, then run kina cni upgrade')
}

async function has(node: Node, path: string): Promise<boolean> {
  return (await node.exec(['test', '-d', path], {allowFailure: true})).exitCode === 0
}
