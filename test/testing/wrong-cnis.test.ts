import type {ClusterContext, CniInstaller, Registration} from '../../src/contract/index.js'
import {cniSuite, type Suite} from '../../src/testing/index.js'
import {fakeNetwork, type Faults} from './fake-network.js'
import {describeWrongProviders, wrongRegistrations} from './wrong-providers.js'

const right: CniInstaller = {
  needs: () => ({replacesKubeProxy: false, kernel: [{feature: 'veth', why: 'links'}], images: [], networkPolicy: true}),
  install: async ({kubectl}) => void (await kubectl(['apply', '-f', '-'])),
  ready: async ({kubectl}) => ((await kubectl(['get', 'installed'])).stdout === 'yes' ? {met: true} : {met: false, reason: 'not installed'}),
}

interface Given {
  readonly installer?: Partial<CniInstaller>
  readonly faults?: Faults
  readonly register?: (right: Registration<CniInstaller>) => Registration<CniInstaller>
}

function suiteOver({installer = {}, faults = {}, register = (registration) => registration}: Given = {}): Suite {
  const registration: Registration<CniInstaller> = {apiVersion: 1, name: 'fake', summary: 'A network in memory', load: async () => ({...right, ...installer})}
  return cniSuite(register(registration), {
    cluster: async () => fakeNetwork(faults).cluster,
    clusterWithout: async () => fakeNetwork(faults).cluster,
    outside: {host: '192.0.2.80', port: 80},
    readySeconds: 0.05,
    seconds: {request: 0.05},
  })
}

const wrong = (installer: Partial<CniInstaller>) => () => suiteOver({installer})
const faulty = (faults: Faults) => () => suiteOver({faults})
/** A network in which some hosts are not reached. */
const cut = (isCut: (host: string, client: string) => boolean) => faulty({broken: (host, client) => (isCut(host, client) ? 'no route to host' : undefined)})

const needs = right.needs({} as never, {}, {} as never)

describeWrongProviders('a CNI', suiteOver, {
  ...wrongRegistrations<CniInstaller>((register) => suiteOver({register})),
  'needs is the same for the same input, and changes nothing of it': wrong({
    needs(network) {
      Object.assign(network, {dnsDomain: 'other'})
      return needs
    },
  }),
  'needs has a reason for each kernel feature, and a usable source for each image': wrong({needs: () => ({...needs, kernel: [{feature: 'veth', why: ''}]})}),
  'needs knows every mode of kube-proxy, or says which it refuses; what replaces kube-proxy does so where there is none': wrong({
    needs: ({kubeProxy}) => ({...needs, replacesKubeProxy: kubeProxy !== 'none'}),
  }),
  'ready is unmet with a reason before install': wrong({ready: async () => ({met: true})}),
  'install completes what an interrupted one has begun': () => {
    const begun = new WeakSet<object>()
    const install = async ({kubectl, plan}: ClusterContext) => {
      if (begun.has(plan)) return
      begun.add(plan)
      await kubectl(['apply', '-f', '-'])
    }
    return suiteOver({installer: {install}})
  },
  'ready is met after install': () => {
    let looks = 0
    return suiteOver({installer: {ready: async (cluster) => (++looks % 2 === 0 ? right.ready(cluster) : {met: false, reason: 'not now'})}})
  },
  'a second install changes nothing': wrong({
    async install(cluster) {
      await right.install(cluster)
      await cluster.kubectl(['annotate', 'configmap', 'c', 'installed=again'])
    },
  }),
  'a node reaches its pods': faulty({unreachable: 'connection refused'}),
  'a pod reaches a pod on its own node, with its own address': faulty({sees: (from, to) => (from.node === to.node ? '10.89.0.2' : from.ip)}),
  'a pod reaches pods on other nodes': cut((host) => host.startsWith('10.244.1.')),
  'between nodes a pod keeps its own address': faulty({sees: (from, to) => (from.node === to.node ? from.ip : '10.89.0.2')}),
  'a mebibyte travels between nodes': faulty({largest: 1400}),
  'a pod reaches a service on its own node': cut((host) => host === 'svc-beside'),
  'a pod reaches a service on another node': cut((host) => host === 'svc-away'),
  'a pod reaches itself through its service': cut((host, client) => host === `svc-${client}`),
  'a pod reaches the API server through the first service address': cut((host) => host === '10.96.0.1'),
  'a pod resolves and reaches kubernetes.default': cut((host) => host.startsWith('kubernetes.default.')),
  'a pod resolves a service, and a headless one to pods': cut((host) => host.startsWith('all.')),
  'a pod reaches every node': cut((host) => host === '10.89.0.2'),
  'a pod reaches the outside': cut((host) => host === '192.0.2.80'),
  'a policy that lets nobody ask a pod is enforced if needs says so, and not if it says otherwise': faulty({lawless: true}),
  'a pod gets an address, and is reached, after kubelet and containerd were restarted': faulty({frail: true}),
})
