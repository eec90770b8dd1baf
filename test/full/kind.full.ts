import assert from 'node:assert/strict'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {ociPlace} from '../e2e/places/oci.js'
import {done} from '../e2e/run.js'
import {waitUntil} from '../e2e/wait-until.js'
import {newKind, type Kind} from '../kind/kind.js'
import {kindestNode} from '../kind/kindest-node.js'

/** What goes from one node to the other, and what is asked of the cluster's DNS. */
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: hello}\nspec: {containers: [{name: hello, image: "@", command: [/usr/local/bin/kube-proxy, --version]}], restartPolicy: Never}\n'

describe('kina and kind', () => {
  let user: User
  let kind: Kind
  let version: string
  let own: string
  before(async () => {
    ;[user, kind] = [await newUser(ociPlace('podman')), await newKind()]
    const {stdout} = await done(user.kina(['image', 'build', '--if-missing', '--json', ...user.choice]))
    own = (JSON.parse(stdout) as {ref: string}).ref
    version = own.split(':')[1]!
  })
  after(async () => {
    await kind.leave()
    await user.leave()
  })

  describe('a cluster that kind makes from kina’s image', () => {
    const NAME = 'kina-full-kind'
    const kubectl = (args: readonly string[], input?: string) => done(kind.kubectl(NAME, args, input))
    after(() => kind.kind(['delete', 'cluster', '--name', NAME]))

    it('is made by kind’s plain command, with two nodes', async () => {
      const {all} = await done(kind.kind(['create', 'cluster', '--name', NAME, '--image', `localhost/${own}`, '--wait', '3m', '--config', '-'], 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{role: control-plane}, {role: worker}]\n'))
      assert.doesNotMatch(all, /Could not read storage manifest/)
    })

    it('has every pod ready, DNS among them, and runs one more', async () => {
      await ready(kubectl)
      await runPod(kubectl, version)
    })

    it('gets images by kind load', async () => {
      const archive = `${user.home}/loaded.tar`
      await done(kind.podman(['build', '--tag', 'localhost/kina-full/loaded:1', '-'], 'FROM scratch\nLABEL made=here\n'))
      await done(kind.podman(['save', '--format', 'docker-archive', '--output', archive, 'localhost/kina-full/loaded:1']))
      await done(kind.podman(['rmi', 'localhost/kina-full/loaded:1']))
      await done(kind.kind(['load', 'image-archive', archive, '--name', NAME]))
      for (const node of [`${NAME}-control-plane`, `${NAME}-worker`]) await done(kind.podman(['exec', node, 'crictl', 'inspecti', 'localhost/kina-full/loaded:1']))
    })

    it('comes back when its nodes have changed their addresses', async () => {
      const nodes = [`${NAME}-control-plane`, `${NAME}-worker`]
      const before = await Promise.all(nodes.map(address))
      await done(kind.podman(['stop', ...nodes]))
      // Started the other way round, with a stranger in between, each gets an address that it did not have.
      for (const node of nodes.toReversed()) {
        await done(kind.podman(['network', 'disconnect', 'kind', node]))
        await done(kind.podman(['network', 'connect', '--alias', node, 'kind', node]))
        await done(kind.podman(['start', node]))
      }
      assert.ok((await Promise.all(nodes.map(address))).every((now, i) => now !== before[i]))
      await ready(kubectl)
    })

    async function address(node: string): Promise<string> {
      return (await done(kind.podman(['inspect', '--format', '{{(index .NetworkSettings.Networks "kind").IPAddress}}', node]))).stdout.trim()
    }
  })

  describe('a cluster that kina makes from an image laid out as kindest/node', () => {
    const NAME = 'kina-full-kindest'
    let image: string
    before(async () => {
      ;({image} = await kindestNode(kind, version, own))
    })
    afterEach(() => user.kina(['cluster', 'delete', NAME]))

    for (const cni of ['ptp', 'from-image']) {
      it(`is ready with the CNI ${cni}, and uses the images inside`, async () => {
        const plan = await createCluster(user, [NAME, '--image', image, '--workers', '1', '--cni', cni])
        assert.deepEqual([plan.kubernetesVersion, plan.image.own, plan.cniImages], [version, false, []])
        const kubectl = (args: readonly string[], input?: string) => done(user.kubectl(NAME, args, input))
        await ready(kubectl)
        await runPod(kubectl, version)
        const {stdout} = await done(kind.podman(['exec', `${NAME}-control-plane`, 'systemctl', 'is-active', 'kina-node.service', 'kina-certificates.path']))
        assert.equal(stdout.trim(), 'active\nactive')
      })
    }

    it('is verified with notes alone', async () => {
      const {exitCode, all} = await user.kina(['image', 'verify', image, ...user.choice])
      assert.equal(exitCode, 0, all)
    })
  })
})

type Kubectl = (args: readonly string[], input?: string) => Promise<{stdout: string}>

async function ready(kubectl: Kubectl): Promise<void> {
  await waitUntil('every node and pod is ready', async () => {
    const {stdout} = await kubectl(['get', 'nodes,pods', '--all-namespaces', '-o', 'jsonpath={range .items[*]}{.kind} {.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'])
    const lines = stdout.trim().split('\n')
    return lines.some((line) => line.startsWith('Pod coredns-')) && lines.every((line) => line.endsWith(' True'))
  })
}

async function runPod(kubectl: Kubectl, version: string): Promise<void> {
  await kubectl(['apply', '-f', '-'], POD.replace('@', `registry.k8s.io/kube-proxy:${version}`))
  await kubectl(['wait', 'pod/hello', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=2m'])
  assert.match((await kubectl(['logs', 'hello'])).stdout, new RegExp(version))
  await kubectl(['delete', 'pod', 'hello'])
}
