import {resolve} from 'node:path'
import {stringify} from 'yaml'
import type {KubeadmPatches, Mount, Options} from '../../../contract/index.js'
import {formatCidr, parseCidr} from '../../../plan/cidr.js'
import type {ClusterConfig, NetworkingConfig, NodeConfig, PortConfig} from '../../cluster-config.js'
import type {DocumentKind} from '../../document-kind.js'
import {parseDuration} from '../../duration.js'
import {parseMemory} from '../../memory.js'
import {present} from '../../present.js'
import type {Path} from '../../problem.js'
import {kinaSchema} from './schema.js'
import type {KinaCluster, KinaKubeadmPatches, KinaMount, KinaNetworking, KinaNode, KinaPort, KinaProvider} from './types.js'

/** kina's own config file. */
export const kinaV1alpha1: DocumentKind = {
  apiVersion: 'kina.dev/v1alpha1',
  schema: kinaSchema,
  synonyms: {
    extraMounts: 'mounts',
    extraPortMappings: 'ports',
    containerPath: 'nodePath',
    containerPort: 'nodePort',
    listenAddress: 'hostAddress',
    podSubnet: 'podCidr',
    serviceSubnet: 'serviceCidr',
    kubeadmConfigPatches: 'kubeadmPatches',
    kubeadmConfigPatchesJSON6902: 'kubeadmPatches',
  },
  convert: (document, cwd) => convertCluster(document as KinaCluster, cwd),
  documentPath,
}

function documentPath([first, ...rest]: Path): Path {
  if (first === undefined) return []
  // Whoever wrote options wrote the provider as a mapping.
  if (first === 'runtimeOptions') return ['runtime', 'options', ...rest]
  if (first === 'cniOptions') return ['cni', 'options', ...rest]
  return [first, ...rest].map(segment => (segment === 'memoryMiB' ? 'memory' : segment === 'waitSeconds' ? 'wait' : segment))
}

function convertCluster(cluster: KinaCluster, cwd: string): ClusterConfig {
  const [runtime, runtimeOptions] = convertProvider(cluster.runtime)
  const [cni, cniOptions] = convertProvider(cluster.cni)
  const nodes = cluster.nodes ?? []
  return present({
    name: cluster.name,
    kubernetesVersion: cluster.kubernetesVersion,
    image: cluster.image,
    kernel: hostPath(cluster.kernel, cwd),
    runtime,
    runtimeOptions,
    cni: cni === 'none' ? null : cni,
    cniOptions,
    waitSeconds: parsed(parseDuration, cluster.wait),
    controlPlanes: cluster.controlPlanes,
    workers: cluster.workers,
    nodes: nodes.length === 0 ? undefined : nodes.map(node => convertNode(node, cwd)),
    networking: convertNetworking(cluster.networking ?? {}),
    kubeadmPatches: convertPatches(cluster.kubeadmPatches),
  })
}

function convertProvider(provider: KinaProvider | undefined): readonly [name?: string, options?: Options | undefined] {
  if (provider === undefined) return []
  return typeof provider === 'string' ? [provider] : [provider.name, provider.options]
}

function convertNode(node: KinaNode, cwd: string): NodeConfig {
  return present({
    role: node.role ?? 'control-plane',
    image: node.image,
    labels: node.labels ?? {},
    cpus: node.cpus,
    memoryMiB: parsed(parseMemory, node.memory),
    kernel: hostPath(node.kernel, cwd),
    mounts: (node.mounts ?? []).map(mount => convertMount(mount, cwd)),
    ports: (node.ports ?? []).map(convertPort),
    kubeadmPatches: convertPatches(node.kubeadmPatches),
  })
}

function hostPath(path: string | undefined, cwd: string): string | undefined {
  return path === undefined ? undefined : resolve(cwd, path)
}

const PROPAGATION = {None: 'none', HostToContainer: 'host-to-container', Bidirectional: 'bidirectional'} as const

function convertMount({hostPath, nodePath, readOnly = false, propagation = 'None'}: KinaMount, cwd: string): Mount {
  return {hostPath: resolve(cwd, hostPath), nodePath, readOnly, propagation: PROPAGATION[propagation]}
}

/** Unlike kind, only this machine gets in unless the file says otherwise. */
function convertPort({nodePort, hostPort, hostAddress, protocol}: KinaPort): PortConfig {
  return present({
    hostAddress: hostAddress ?? '127.0.0.1',
    hostPort,
    nodePort,
    protocol: (protocol?.toLowerCase() || 'tcp') as PortConfig['protocol'],
  })
}

function convertNetworking({podCidr, serviceCidr, ...rest}: KinaNetworking): NetworkingConfig {
  const canonical = (text: string): string | null => {
    const cidr = parseCidr(text)
    return cidr === null ? null : formatCidr(cidr)
  }
  return present({podCidr: parsed(canonical, podCidr), serviceCidr: parsed(canonical, serviceCidr), ...rest})
}

function convertPatches({merge = [], json6902 = []}: KinaKubeadmPatches = {}): KubeadmPatches {
  const text = (patch: unknown): string => (typeof patch === 'string' ? patch : stringify(patch))
  return {
    merge: merge.map(text),
    json6902: json6902.map(({group = '', version = '', kind, patch}) => ({group, version, kind, patch: text(patch)})),
  }
}

/** The schema has refused what cannot be parsed, so null does not get this far. */
function parsed<T>(parse: (text: string) => T | null, text: string | undefined): T | undefined {
  return text === undefined ? undefined : (parse(text) ?? undefined)
}
