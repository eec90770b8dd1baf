import {resolve} from 'node:path'
import type {KubeadmPatches, Mount} from '../../../contract/index.js'
import {formatCidr, parseCidr} from '../../../plan/cidr.js'
import type {ClusterConfig, NetworkingConfig, NodeConfig, PortConfig} from '../../cluster-config.js'
import type {DocumentKind} from '../../document-kind.js'
import {present} from '../../present.js'
import type {Path} from '../../problem.js'
import {kindSchema} from './schema.js'
import type {KindCluster, KindJson6902Patch, KindMount, KindNetworking, KindNode, KindPortMapping} from './types.js'
import {unsupportedByKina} from './unsupported.js'

/** kind's config file, as it is. */
export const kindV1alpha4: DocumentKind = {
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  schema: kindSchema,
  prepare: withoutNulls,
  unsupported: document => unsupportedByKina(document as KindCluster),
  convert: (document, cwd) => convertCluster(document as KindCluster, cwd),
  documentPath: path => path.flatMap((segment): Path => FIELD_NAMES[segment] ?? [segment]),
}

/** Fields of {@link ClusterConfig} that kind calls otherwise. Its patches stand in the cluster or node itself. */
const FIELD_NAMES: Readonly<Record<string, readonly string[]>> = {
  podCidr: ['podSubnet'],
  serviceCidr: ['serviceSubnet'],
  mounts: ['extraMounts'],
  ports: ['extraPortMappings'],
  nodePath: ['containerPath'],
  nodePort: ['containerPort'],
  hostAddress: ['listenAddress'],
  kubeadmPatches: [],
  merge: ['kubeadmConfigPatches'],
  json6902: ['kubeadmConfigPatchesJSON6902'],
}

/** Go reads `nodes:` with nothing behind it as no nodes, and people comment out the last entry of a list. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]))
}

function convertCluster(cluster: KindCluster, cwd: string): ClusterConfig {
  const nodes = cluster.nodes ?? []
  return present({
    name: cluster.name,
    nodes: nodes.length === 0 ? undefined : nodes.map(node => convertNode(node, cwd)),
    cni: cluster.networking?.disableDefaultCNI ? null : undefined,
    networking: convertNetworking(cluster.networking ?? {}),
    kubeadmPatches: convertPatches(cluster),
  })
}

function convertNode(node: KindNode, cwd: string): NodeConfig {
  return present({
    role: node.role ?? 'control-plane',
    image: node.image,
    labels: node.labels ?? {},
    mounts: (node.extraMounts ?? []).map(mount => convertMount(mount, cwd)),
    ports: (node.extraPortMappings ?? []).map(convertPort),
    kubeadmPatches: convertPatches(node),
  })
}

const PROPAGATION = {'': 'none', None: 'none', HostToContainer: 'host-to-container', Bidirectional: 'bidirectional'} as const

function convertMount({hostPath, containerPath, readOnly = false, propagation = ''}: KindMount, cwd: string): Mount {
  return {hostPath: resolve(cwd, hostPath), nodePath: containerPath, readOnly, propagation: PROPAGATION[propagation]}
}

function convertPort({containerPort, hostPort, listenAddress, protocol}: KindPortMapping): PortConfig {
  return present({
    hostAddress: listenAddress ?? '0.0.0.0',
    hostPort: chosenPort(hostPort),
    nodePort: containerPort,
    protocol: (protocol?.toLowerCase() || 'tcp') as PortConfig['protocol'],
  })
}

/** 0 lets kind choose, -1 its backend. kina always chooses itself and keeps the port, which serves both. */
function chosenPort(port: number | undefined): number | undefined {
  return port !== undefined && port > 0 ? port : undefined
}

function convertNetworking(networking: KindNetworking): NetworkingConfig {
  const {kubeProxyMode: mode} = networking
  return present({
    podCidr: canonicalCidr(networking.podSubnet),
    serviceCidr: canonicalCidr(networking.serviceSubnet),
    apiServerPort: chosenPort(networking.apiServerPort),
    apiServerAddress: networking.apiServerAddress,
    // ipvs was reported as unsupported by the time this is used.
    kubeProxyMode: mode === 'ipvs' ? undefined : mode,
  })
}

function canonicalCidr(text: string | undefined): string | undefined {
  const cidr = text === undefined ? null : parseCidr(text)
  return cidr === null ? undefined : formatCidr(cidr)
}

interface Patched {
  readonly kubeadmConfigPatches?: readonly string[]
  readonly kubeadmConfigPatchesJSON6902?: readonly KindJson6902Patch[]
}

function convertPatches({kubeadmConfigPatches = [], kubeadmConfigPatchesJSON6902 = []}: Patched): KubeadmPatches {
  return {
    merge: kubeadmConfigPatches,
    json6902: kubeadmConfigPatchesJSON6902.map(({group = '', version = '', kind, patch}) => ({group, version, kind, patch})),
  }
}
