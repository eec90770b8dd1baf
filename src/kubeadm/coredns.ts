import {parseAllDocuments, stringify} from 'yaml'
import type {ClusterContext, ClusterPlan} from '../contract/index.js'
import {members} from '../plan/roles.js'
import {patchedClusterConfiguration} from './documents.js'
import {runKubeadm} from './run.js'

/**
 * Installs the CoreDNS that kubeadm brings, with three changes: its readiness is looked at every second instead of every ten, which is
 * most of the time a small cluster takes to be ready; a single node runs one copy instead of two; and it asks the node's name servers by UDP,
 * whatever it was asked by: that of a container network often has no TCP, and a pod that asks by TCP would get an error for every name that is
 * not the cluster's, those of its search list among them.
 */
export async function installCoreDns(cluster: ClusterContext): Promise<void> {
  const configuration = patchedClusterConfiguration(cluster.plan) as unknown as Configuration
  const manifest = await runKubeadm(cluster.nodes[0], ['init', 'phase', 'addon', 'coredns', '--print-manifest', ...manifestFlags(configuration)], () => {})
  // Unchecked: kubectl would have a new API server write down all its types first, for a manifest that is kubeadm's own.
  await cluster.kubectl(['apply', '--server-side', '--validate=ignore', '-f', '-'], {stdin: tuned(manifest, cluster.plan, configuration)})
}

/** What the user's patches may have changed in the ClusterConfiguration. */
interface Configuration {
  readonly kubernetesVersion: string
  readonly imageRepository?: string
  readonly networking: {readonly serviceSubnet: string; readonly dnsDomain: string}
  readonly dns?: {readonly imageRepository?: string; readonly imageTag?: string}
}

/** kubeadm prints a manifest from flags only: it refuses a config file beside `--print-manifest`. */
function manifestFlags({kubernetesVersion, networking, imageRepository}: Configuration): string[] {
  const flags = {'kubernetes-version': kubernetesVersion, 'service-cidr': networking.serviceSubnet, 'service-dns-domain': networking.dnsDomain, 'image-repository': imageRepository}
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
}

/** Pure. */
export function tuned(manifest: string, plan: ClusterPlan, {dns = {}}: Pick<Configuration, 'dns'> = {}): string {
  const documents = parseAllDocuments(manifest).flatMap((document) => (document.toJS() as Manifest | null) ?? [])
  for (const {spec} of documents.filter(isDeployment)) {
    const [container] = spec.template.spec.containers
    container.readinessProbe.periodSeconds = 1
    container.image = imageOf(container.image, dns)
    if (members(plan.nodes).length === 1) spec.replicas = 1
  }
  for (const {data} of documents.filter(isConfigMap)) data.Corefile = data.Corefile.replace(/^( *)forward \. \/etc\/resolv\.conf \{$/m, '$&\n$1   prefer_udp')
  return documents.map((document) => stringify(document)).join('---\n')
}

interface Manifest {
  readonly kind: string
}
interface ConfigMap extends Manifest {
  readonly data: {Corefile: string}
}
interface Deployment extends Manifest {
  readonly spec: {replicas: number; readonly template: {readonly spec: {readonly containers: readonly [{image: string; readonly readinessProbe: {periodSeconds?: number}}]}}}
}

function isDeployment(manifest: Manifest): manifest is Deployment {
  return manifest.kind === 'Deployment'
}

/** CoreDNS has one, with its Corefile. */
function isConfigMap(manifest: Manifest): manifest is ConfigMap {
  return manifest.kind === 'ConfigMap'
}

/** There are no flags for these two. */
function imageOf(image: string, {imageRepository, imageTag}: NonNullable<Configuration['dns']>): string {
  const [, repository, name, tag] = /^(.*)\/([^/:]+):([^:]+)$/.exec(image) ?? []
  if (repository === undefined) return image
  return `${imageRepository ?? repository}/${name}:${imageTag ?? tag}`
}
