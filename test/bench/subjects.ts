import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {manifest} from '../../plugins/cni-flannel/src/manifest.js'
import {imageRefs} from '../../plugins/cni-flannel/src/images.js'
import {flannelOptions} from '../../plugins/cni-flannel/src/options.js'
import {packageRoot} from '../e2e/kina.js'
import {done, type Run} from '../e2e/run.js'
import {moduleSources} from '../kind/kind.js'
import type {Ingredients} from './ingredients.js'

/** One way to a cluster, as its user goes it. */
export interface Subject {
  readonly title: string
  readonly cluster: string
  /** What its time is compared with, by title. */
  readonly beside: string
  /** Of the cluster's containers. */
  readonly label: string
  /** Ends when the tool and the user's own commands have; the cluster need not be ready. */
  create(): Promise<void>
  delete(): Promise<void>
  kubectl(args: readonly string[]): Promise<Run>
}

/** @param flannel - archives of flannel's images */
export async function subjects(given: Ingredients, flannel: readonly string[]): Promise<readonly Subject[]> {
  await done(given.user.kina(['plugins', 'link', join(packageRoot, 'plugins/cni-flannel')]))
  const [upstream, own] = [await upstreamManifest(), ownManifest()]
  return [
    kindCluster(given, {title: KIND, cluster: 'kina-bench-kind', config: '', after: async () => {}}),
    kindCluster(given, {title: KIND_FLANNEL, cluster: 'kina-bench-kind-f', config: NO_CNI, after: (cluster) => installFlannel(given, cluster, flannel, upstream)}),
    kindCluster(given, {title: "kind, flannel with the manifest of kina's plugin", cluster: 'kina-bench-kind-g', config: NO_CNI, after: (cluster) => installFlannel(given, cluster, flannel, own(cluster)), beside: KIND_FLANNEL}),
    kinaCluster(given, {title: 'kina, its default CNI', cluster: 'kina-bench', args: [], beside: KIND}),
    kinaCluster(given, {title: 'kina, flannel', cluster: 'kina-bench-f', args: ['--cni', 'flannel'], beside: KIND_FLANNEL}),
    kinaCluster(given, {title: 'kina, image of kind', cluster: 'kina-bench-k', args: ['--image', given.kindest.image], beside: KIND}),
  ]
}

const KIND = 'kind, its default CNI'
const KIND_FLANNEL = 'kind, flannel'
const NO_CNI = 'networking: {disableDefaultCNI: true}\n'

function kinaCluster({user, own}: Ingredients, {title, cluster, args, beside}: {title: string; cluster: string; args: readonly string[]; beside: string}): Subject {
  const image = args.includes('--image') ? [] : ['--image', own]
  return {
    ...{title, cluster, beside, label: `io.kina.cluster=${cluster}`},
    create: async () => void (await done(user.kina(['cluster', 'create', cluster, ...image, ...args, ...user.choice]))),
    delete: async () => void (await done(user.kina(['cluster', 'delete', cluster]))),
    kubectl: (what) => user.kubectl(cluster, what),
  }
}

interface KindCase {
  readonly title: string
  readonly cluster: string
  /** Of kind's configuration file. */
  readonly config: string
  readonly after: (cluster: string) => Promise<void>
  readonly beside?: string
}

function kindCluster({kind, kindest}: Ingredients, {title, cluster, config, after, beside = title}: KindCase): Subject {
  // From 1.35 on kubelet refuses cgroup v1 unless its configuration says otherwise; elsewhere the field changes nothing.
  const file = `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${config}kubeadmConfigPatches: ["kind: KubeletConfiguration\\nfailCgroupV1: false"]\n`
  return {
    ...{title, cluster, beside, label: `io.x-k8s.kind.cluster=${cluster}`},
    create: async () => {
      await done(kind.kind(['create', 'cluster', '--name', cluster, '--image', kindest.forKind, '--config', '-'], file))
      await after(cluster)
    },
    delete: async () => void (await done(kind.kind(['delete', 'cluster', '--name', cluster]))),
    kubectl: (what) => kind.kubectl(cluster, what),
  }
}

/** What a user of kind does: the images into the nodes, the manifest to the API. */
async function installFlannel({kind}: Ingredients, cluster: string, archives: readonly string[], manifest: string): Promise<void> {
  for (const archive of archives) await done(kind.kind(['load', 'image-archive', archive, '--name', cluster]))
  await done(kind.kubectl(cluster, ['apply', '-f', '-'], manifest))
}

/** As its users get it: of the version whose images kina's plugin has too. kind's pod CIDR is the one in there. */
async function upstreamManifest(): Promise<string> {
  const [, version] = /:(v[^:]+)$/.exec(imageRefs(flannelOptions({})).flannel) ?? []
  return readFile(join(await moduleSources(`github.com/flannel-io/flannel@${version}`), 'Documentation/kube-flannel.yml'), 'utf8')
}

/** That of kina's plugin, which starts sooner. */
function ownManifest(): (cluster: string) => string {
  const options = flannelOptions({})
  const network = {podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', kubeProxy: 'iptables'} as const
  return (cluster) => JSON.stringify(manifest({...network, endpoint: `${cluster}-control-plane`}, options, imageRefs(options)))
}
