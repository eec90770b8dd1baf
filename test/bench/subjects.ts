import {join} from 'node:path'
import {manifest} from '../../plugins/cni-flannel/src/manifest.js'
import {imageRefs} from '../../plugins/cni-flannel/src/images.js'
import {flannelOptions} from '../../plugins/cni-flannel/src/options.js'
import {packageRoot} from '../e2e/kina.js'
import {done, type Run} from '../e2e/run.js'
import type {Ingredients} from './ingredients.js'

/** One way to a cluster, as its user goes it. */
export interface Subject {
  readonly title: string
  readonly cluster: string
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
  return [
    kindCluster(given, {title: 'kind, its default CNI', cluster: 'kina-bench-kind', config: '', after: async () => {}}),
    kindCluster(given, {title: 'kind, flannel', cluster: 'kina-bench-kind-f', config: 'networking: {disableDefaultCNI: true}\n', after: (cluster) => installFlannel(given, cluster, flannel)}),
    kinaCluster(given, {title: 'kina, its default CNI', cluster: 'kina-bench', args: []}),
    kinaCluster(given, {title: 'kina, flannel', cluster: 'kina-bench-f', args: ['--cni', 'flannel']}),
    kinaCluster(given, {title: 'kina, image of kind', cluster: 'kina-bench-k', args: ['--image', given.kindest.image]}),
  ]
}

function kinaCluster({user, own}: Ingredients, {title, cluster, args}: {title: string; cluster: string; args: readonly string[]}): Subject {
  const image = args.includes('--image') ? [] : ['--image', own]
  return {
    ...{title, cluster, label: `io.kina.cluster=${cluster}`},
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
}

function kindCluster({kind, kindest}: Ingredients, {title, cluster, config, after}: KindCase): Subject {
  // From 1.35 on kubelet refuses cgroup v1 unless its configuration says otherwise; elsewhere the field changes nothing.
  const file = `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${config}kubeadmConfigPatches: ["kind: KubeletConfiguration\\nfailCgroupV1: false"]\n`
  return {
    ...{title, cluster, label: `io.x-k8s.kind.cluster=${cluster}`},
    create: async () => {
      await done(kind.kind(['create', 'cluster', '--name', cluster, '--image', kindest.forKind, '--config', '-'], file))
      await after(cluster)
    },
    delete: async () => void (await done(kind.kind(['delete', 'cluster', '--name', cluster]))),
    kubectl: (what) => kind.kubectl(cluster, what),
  }
}

/** What a user of kind does: the images into the nodes, the manifest to the API. The same images and manifest as kina's plugin. */
async function installFlannel({kind}: Ingredients, cluster: string, archives: readonly string[]): Promise<void> {
  for (const archive of archives) await done(kind.kind(['load', 'image-archive', archive, '--name', cluster]))
  const options = flannelOptions({})
  const network = {podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', endpoint: `${cluster}-control-plane`, kubeProxy: 'iptables'} as const
  await done(kind.kubectl(cluster, ['apply', '--server-side', '-f', '-'], JSON.stringify(manifest(network, options, imageRefs(options)))))
}
