import assert from 'node:assert/strict'
import {parseAllDocuments} from 'yaml'
import {tuned} from '../../src/kubeadm/coredns.js'
import {initDocuments, joinDocuments} from '../../src/kubeadm/documents.js'
import {controlPlanePatches} from '../../src/kubeadm/node-patches.js'
import {assertGolden} from '../golden.js'
import {examplePlan} from '../plan/example-plan.js'

const secrets = {token: 'abcdef.0123456789abcdef', caCertHash: 'sha256:00ff'}
type Doc = Record<string, any>
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Doc)
const kind = (text: string, name: string) => documents(text).find((document) => document['kind'] === name)!

describe('kubeadm’s documents', () => {
  for (const version of ['v1.30.4', 'v1.31.0', 'v1.37.2']) {
    it(`for init of ${version}`, () => {
      const plan = examplePlan({}, {kubernetesVersion: version})
      assertGolden(`kubeadm-init-${version}.yaml`, initDocuments(plan, plan.nodes[0], secrets))
    })
  }

  it('for join', () => {
    const plan = examplePlan({workers: 1})
    assertGolden('kubeadm-join-v1.31.0.yaml', joinDocuments(plan, plan.nodes[1]!, secrets))
  })

  it('for join of another control plane: keys that the first one has sealed, no taint without workers, and leader election everywhere', () => {
    const plan = examplePlan({controlPlanes: 2})
    const shared = {...secrets, certificateKey: 'ab'.repeat(32)}
    const init = initDocuments(plan, plan.nodes[0], shared)
    const join = kind(joinDocuments(plan, plan.nodes[1]!, shared), 'JoinConfiguration')
    assert.deepEqual(join['controlPlane'], {localAPIEndpoint: {bindPort: 6443}, certificateKey: shared.certificateKey})
    assert.equal(kind(init, 'InitConfiguration')['certificateKey'], shared.certificateKey)
    assert.deepEqual([join['nodeRegistration'].taints, kind(init, 'InitConfiguration')['nodeRegistration'].taints], [[], []])
    for (const component of ['controllerManager', 'scheduler']) {
      assert.deepEqual(kind(init, 'ClusterConfiguration')[component].extraArgs.find(({name}: Doc) => name === 'leader-elect'), {name: 'leader-elect', value: 'true'})
    }
  })

  it('keep the taint when there are workers', () => {
    const plan = examplePlan({workers: 1})
    assert.equal('taints' in kind(initDocuments(plan, plan.nodes[0], secrets), 'InitConfiguration')['nodeRegistration'], false)
  })

  it('hold no address that could change', () => {
    const plan = examplePlan({workers: 1})
    const text = initDocuments(plan, plan.nodes[0], secrets) + joinDocuments(plan, plan.nodes[1]!, secrets) + [...controlPlanePatches(plan.nodes[0]), ...controlPlanePatches(plan.nodes[0], {joins: true})].map((patch) => patch.text).join('')
    const addresses = text.match(/\b\d+\.\d+\.\d+\.\d+\b(?!\/)/g) ?? []
    assert.deepEqual([...new Set(addresses)].sort(), ['0.0.0.0', '127.0.0.1'])
  })

  it('take the user’s patches: the cluster’s for every node, a node’s own for that node', () => {
    const patches = {merge: ['kind: KubeletConfiguration\nmaxPods: 50\nevictionHard: null\n'], json6902: []}
    const own = {merge: [], json6902: [{group: 'kubeadm.k8s.io', version: 'v1beta3', kind: 'ClusterConfiguration', patch: '- {op: add, path: /apiServer/certSANs/-, value: my.host}'}]}
    const plan = examplePlan({kubeadmPatches: patches, nodes: [{role: 'control-plane', labels: {}, mounts: [], ports: [], kubeadmPatches: own}]})
    const text = initDocuments(plan, plan.nodes[0], secrets)
    assert.equal(kind(text, 'KubeletConfiguration')['maxPods'], 50)
    assert.equal('evictionHard' in kind(text, 'KubeletConfiguration'), false)
    assert.ok(kind(text, 'ClusterConfiguration')['apiServer'].certSANs.includes('my.host'))
  })

  it('a patch for another group does not match a kind of the same name', () => {
    const plan = examplePlan({kubeadmPatches: {merge: ['apiVersion: other.io/v1\nkind: ClusterConfiguration\nclusterName: wrong\n'], json6902: []}})
    assert.equal(kind(initDocuments(plan, plan.nodes[0], secrets), 'ClusterConfiguration')['clusterName'], 'dev')
  })
})

describe('CoreDNS', () => {
  const manifest = 'kind: Deployment\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: coredns\n        image: registry.k8s.io/coredns/coredns:v1.11.1\n        readinessProbe: {httpGet: {path: /ready}}\n---\nkind: Service\nspec: {clusterIP: 10.96.0.10}\n'

  it('is looked at every second, and runs once on a single node', () => {
    const [deployment, service] = documents(tuned(manifest, examplePlan()))
    assert.equal(deployment!['spec'].template.spec.containers[0].readinessProbe.periodSeconds, 1)
    assert.equal(deployment!['spec'].replicas, 1)
    assert.equal(service!['spec'].clusterIP, '10.96.0.10')
  })

  it('comes from where the user’s kubeadm patches say', () => {
    const [deployment] = documents(tuned(manifest, examplePlan(), {dns: {imageRepository: 'my.registry', imageTag: 'v9'}}))
    assert.equal(deployment!['spec'].template.spec.containers[0].image, 'my.registry/coredns:v9')
  })

  it('asks the node’s name servers by UDP, whatever it was asked by', () => {
    const corefile = '.:53 {\n    forward . /etc/resolv.conf {\n       max_concurrent 1000\n    }\n    cache 30\n}\n'
    const [configuration] = documents(tuned(`kind: ConfigMap\ndata:\n  Corefile: ${JSON.stringify(corefile)}\n`, examplePlan()))
    assert.equal(configuration!['data'].Corefile, '.:53 {\n    forward . /etc/resolv.conf {\n       prefer_udp\n       max_concurrent 1000\n    }\n    cache 30\n}\n')
  })

  it('keeps its two copies where there are nodes for them', () => {
    assert.equal(documents(tuned(manifest, examplePlan({workers: 1})))[0]!['spec'].replicas, 2)
  })
})
