import assert from 'node:assert/strict'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {freePorts} from '../../src/preflight/free-ports.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {waitUntil} from './wait-until.js'

const CLUSTER = 'e2e-config'
const NODE = `${CLUSTER}-control-plane`

/** A config file written for kind, taken as it is. */
await overRuntimes('a cluster from a config file of kind', (place) => {
  let user: User
  let port: number

  before(async () => {
    user = await newUser(place)
    port = (await freePorts(1))[0]!
    await mkdir(join(user.home, 'data'))
    await writeFile(join(user.home, 'data', 'word'), 'from the host')
    await writeFile(join(user.home, 'kind.yaml'), document(port))
    const {exitCode, all} = await user.kina(['cluster', 'create', '--config', 'kind.yaml', ...user.choice])
    assert.equal(exitCode, 0, all)
  })

  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('has its name, and its networks', async () => {
    const node = JSON.parse((await user.kubectl(CLUSTER, ['get', 'node', NODE, '-o', 'json'])).stdout) as {spec: {podCIDR: string}}
    assert.equal(node.spec.podCIDR, '10.100.0.0/24')
    const service = await user.kubectl(CLUSTER, ['get', 'service', 'kubernetes', '-o', 'jsonpath={.spec.clusterIP}'])
    assert.equal(service.stdout, '10.112.0.1')
  })

  it('has the labels of its nodes', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes', '-l', 'tier=front', '-o', 'name'])
    assert.equal(stdout.trim(), `node/${NODE}`)
  })

  it('has kubeadm’s documents patched', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'node', NODE, '-o', 'jsonpath={.status.capacity.pods}'])
    assert.equal(stdout, '42')
  })

  it('has mounts from the host, relative to where kina was run', async () => {
    const {stdout} = await place.tool(['exec', NODE, 'cat', '/data/word'])
    assert.equal(stdout, 'from the host')
    assert.match((await place.tool(['exec', NODE, 'touch', '/data/other'])).stderr, /Read-only/)
  })

  it('has ports of nodes on the host', async () => {
    const service = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'metrics', namespace: 'kube-system'}, spec: {type: 'NodePort', selector: {'k8s-app': 'kube-dns'}, ports: [{port: 9153, targetPort: 9153, nodePort: 30080}]}}
    await user.kubectl(CLUSTER, ['create', '-f', '-'], JSON.stringify(service))
    await waitUntil('CoreDNS answers on the mapped port', async () => (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).includes('coredns_build_info'), 60)
  })

  it('gives its kubeconfig again, where KUBECONFIG says', async () => {
    const other = join(user.home, 'other')
    const {exitCode, all} = await user.kina(['kubeconfig', 'export', CLUSTER], {KUBECONFIG: other})
    assert.equal(exitCode, 0, all)
    assert.match(await readFile(other, 'utf8'), /current-context: kina-e2e-config/)
  })
}, {wanted: 'one'})

function document(port: number): string {
  return `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: ${CLUSTER}
networking:
  podSubnet: 10.100.0.0/16
  serviceSubnet: 10.112.0.0/16
nodes:
- role: control-plane
  labels: {tier: front}
  extraMounts:
  - {hostPath: ./data, containerPath: /data, readOnly: true}
  extraPortMappings:
  - {containerPort: 30080, hostPort: ${port}, listenAddress: 127.0.0.1}
  kubeadmConfigPatches:
  - |
    kind: KubeletConfiguration
    maxPods: 42
`
}
