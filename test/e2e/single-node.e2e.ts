import assert from 'node:assert/strict'
import {access, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'
import {KUBERNETES} from '../node-image.js'
import {waitUntil} from './wait-until.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {createCluster} from './cluster.js'

/** A name of its own, so that a cluster of the developer's is never touched. */
const CLUSTER = 'e2e-single'
/** A node can be given an address only in a network whose own were chosen. */
const SUBNET = '10.79.79.0/24'

await overRuntimes('a single node with the default CNI', (place) => {
  let user: User

  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER, '--runtime', place.runtime, '--runtime-option', `subnet=${SUBNET}`])
  })

  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await user.leave()
  })

  it('is Ready with every pod of kube-system Ready', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes,pods', '-A', '-o', 'json'])
    const {items} = JSON.parse(stdout) as {items: {kind: string; metadata: {name: string}; status: {conditions: {type: string; status: string}[]}}[]}
    const notReady = items.filter(({status}) => status.conditions.find(({type}) => type === 'Ready')?.status !== 'True')
    assert.deepEqual(notReady.map(({kind, metadata}) => `${kind} ${metadata.name}`), [])
    assert.ok(items.some(({metadata}) => metadata.name.startsWith('coredns-')), 'CoreDNS runs')
  })

  it('has the Kubernetes that was asked for', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}'])
    assert.equal(stdout, KUBERNETES)
    const {serverVersion} = JSON.parse((await user.kubectl(CLUSTER, ['version', '-o', 'json'])).stdout) as {serverVersion: {gitVersion: string}}
    assert.equal(serverVersion.gitVersion, KUBERNETES)
  })

  it('takes pods on its only node: there is no taint', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes', '-o', 'jsonpath={.items[*].spec.taints}'])
    assert.equal(stdout, '')
  })

  it('has a kubelet that reads its certificate where it renews it', async () => {
    const {stdout} = await user.place.tool(['exec', `${CLUSTER}-control-plane`, 'sh', '-c', 'grep client- /etc/kubernetes/kubelet.conf; openssl x509 -noout -subject -in /var/lib/kubelet/pki/kubelet-client-current.pem; openssl pkey -noout -in /var/lib/kubelet/pki/kubelet-client-current.pem && echo and a key'])
    assert.match(stdout, /client-certificate: (\S+)\s+client-key: \1\nsubject=.*CN = system:node:e2e-single-control-plane\nand a key$/)
  })

  it('is reached from the host with the kubeconfig that was written, which nobody else can read', async () => {
    for (const file of ['config', CLUSTER]) {
      const path = join(user.home, '.kube', file)
      assert.equal((await stat(path)).mode & 0o777, 0o600, path)
      const {KubeConfig, CoreV1Api} = await import('@kubernetes/client-node')
      const config = new KubeConfig()
      config.loadFromFile(path)
      assert.equal(config.getCurrentContext(), `kina-${CLUSTER}`)
      const {items} = await config.makeApiClient(CoreV1Api).listNode()
      assert.deepEqual(items.map(({metadata}) => metadata?.name), [`${CLUSTER}-control-plane`])
    }
  })

  it('shows logs and runs programs in pods: the kubelet’s serving certificate is signed', async () => {
    const logs = await user.kubectl(CLUSTER, ['-n', 'kube-system', 'logs', 'deployment/coredns'])
    assert.match(logs.stdout, /CoreDNS-/, logs.all)
  })

  it('leaves a signing request alone that a kubelet may not make', async () => {
    await user.kubectl(CLUSTER, ['apply', '-f', '-'], await hostileRequest())
    await waitUntil('the approver has looked at it', async () => {
      const {stdout} = await place.tool(['exec', `${CLUSTER}-control-plane`, 'journalctl', '--unit', 'kina-certificates', '--no-pager'])
      return stdout.includes('hostile')
    })
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'csr', 'hostile', '-o', 'json'])
    assert.equal((JSON.parse(stdout) as {status?: {conditions?: unknown}}).status?.conditions, undefined)
  })

  it('is listed, and cannot be created twice', async () => {
    const {clusters} = JSON.parse((await user.kina(['cluster', 'list', '--json'])).stdout) as {clusters: {name: string; status: string; nodes: unknown[]}[]}
    const own = clusters.find(({name}) => name === CLUSTER)
    assert.equal(own?.status, 'running')
    assert.equal(own.nodes.length, 1)
    const again = await user.kina(['cluster', 'create', CLUSTER, ...user.choice, '--json'])
    assert.equal(again.exitCode, 1)
    assert.equal((JSON.parse(again.stdout) as {error: {code: string}}).error.code, 'E_CLUSTER_EXISTS')
  })

  // Mocha runs a suite's own tests before those of suites in it: what ends the cluster has to be in one too.
  describe('at its end', () => {
    it('comes back by itself when its node was killed and gets another address', async () => {
      const node = `${CLUSTER}-control-plane`
      await user.kubectl(CLUSTER, ['create', 'configmap', 'kept', '--from-literal=word=before'])
      const before = await place.addressOf(node)
      await place.restartElsewhere(CLUSTER, node)
      const now = await place.addressOf(node)
      assert.notEqual(now, before)
      await waitUntil('the API answers with what was written before', async () => {
        const {stdout} = await user.kubectl(CLUSTER, ['get', 'configmap', 'kept', '-o', 'jsonpath={.data.word}'])
        return stdout === 'before'
      })
      await waitUntil('the node has the new address and is Ready', async () => {
        const {stdout} = await user.kubectl(CLUSTER, ['get', 'node', node, '-o', 'json'])
        const {status} = JSON.parse(stdout) as {status: {addresses: {type: string; address: string}[]; conditions: {type: string; status: string}[]}}
        return status.addresses.some(({address}) => address === now) && status.conditions.some(({type, status: value}) => type === 'Ready' && value === 'True')
      })
      await waitUntil('CoreDNS is available again', async () => {
        const {stdout} = await user.kubectl(CLUSTER, ['-n', 'kube-system', 'get', 'deployment', 'coredns', '-o', 'jsonpath={.status.availableReplicas}'])
        return stdout !== '' && stdout !== '0'
      })
    })

    it('is deleted without a trace', async () => {
      const {exitCode, all} = await user.kina(['cluster', 'delete', CLUSTER])
      assert.equal(exitCode, 0, all)
      assert.deepEqual(await place.leftovers(CLUSTER), [])
      assert.doesNotMatch(await readFile(join(user.home, '.kube', 'config'), 'utf8'), new RegExp(CLUSTER))
      await assert.rejects(access(join(user.home, '.kube', CLUSTER)))
      const again = await user.kina(['cluster', 'delete', CLUSTER])
      assert.equal(again.exitCode, 0)
      assert.match(again.stdout, /nothing to delete/)
    })
  })
}, {wanted: 'all'})

/** Asks for the name of a node that it is not, so the signer would make the requester that node. */
async function hostileRequest(): Promise<string> {
  const {stdout} = await execa('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null', '-subj', '/O=system:nodes/CN=system:node:hostile', '-addext', 'subjectAltName=DNS:kubernetes.default'])
  return JSON.stringify({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: {name: 'hostile'},
    spec: {request: Buffer.from(`${stdout}\n`).toString('base64'), signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth']},
  })
}
