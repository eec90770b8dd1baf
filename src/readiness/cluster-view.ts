import type {Informer, KubernetesObject, V1CertificateSigningRequest, V1DaemonSet, V1Deployment, V1Node, V1Pod} from '@kubernetes/client-node'

/** What the API says now, kept up to date by watches. */
export interface ClusterView {
  readonly nodes: () => readonly V1Node[]
  readonly deployments: () => readonly V1Deployment[]
  readonly daemonSets: () => readonly V1DaemonSet[]
  readonly pods: () => readonly V1Pod[]
  readonly signingRequests: () => readonly V1CertificateSigningRequest[]
  /** Resolves at the next change of any of them. */
  readonly changed: () => Promise<void>
  readonly close: () => Promise<void>
}

/** How long to wait before a broken watch is opened again, in milliseconds. */
const REOPEN_AFTER = 200

/** Lists and watches nodes, certificates and kube-system's workloads through a kubeconfig file. */
export async function openClusterView(kubeconfig: string): Promise<ClusterView> {
  // Loaded here, not at start-up: the client takes most of a second to load.
  const k8s = await import('@kubernetes/client-node')
  const config = new k8s.KubeConfig()
  config.loadFromFile(kubeconfig)
  const core = config.makeApiClient(k8s.CoreV1Api)
  const apps = config.makeApiClient(k8s.AppsV1Api)
  const certificates = config.makeApiClient(k8s.CertificatesV1Api)
  const namespace = 'kube-system'
  const nodes = k8s.makeInformer(config, '/api/v1/nodes', () => core.listNode())
  const deployments = k8s.makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/deployments`, () => apps.listNamespacedDeployment({namespace}))
  const daemonSets = k8s.makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/daemonsets`, () => apps.listNamespacedDaemonSet({namespace}))
  const pods = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({namespace}))
  const requests = k8s.makeInformer(config, '/apis/certificates.k8s.io/v1/certificatesigningrequests', () => certificates.listCertificateSigningRequest())

  let open = true
  let wake = () => {}
  let next = new Promise<void>((resolve) => (wake = resolve))
  const changed = () => {
    wake()
    next = new Promise((resolve) => (wake = resolve))
  }
  const keepOpen = <T extends KubernetesObject>(informer: Informer<T>) => {
    const start = () => void informer.start().catch(reopen)
    const reopen = () => void (open && setTimeout(start, REOPEN_AFTER).unref())
    informer.on('add', changed)
    informer.on('update', changed)
    informer.on('delete', changed)
    informer.on('error', reopen)
    start()
    return informer
  }
  const informers = [keepOpen(nodes), keepOpen(deployments), keepOpen(daemonSets), keepOpen(pods), keepOpen(requests)]
  return {
    nodes: () => nodes.list(),
    deployments: () => deployments.list(),
    daemonSets: () => daemonSets.list(),
    pods: () => pods.list(),
    signingRequests: () => requests.list(),
    changed: () => next,
    close: async () => {
      open = false
      await Promise.all(informers.map((informer) => informer.stop()))
    },
  }
}
