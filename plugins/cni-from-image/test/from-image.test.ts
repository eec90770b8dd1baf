import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {parseAllDocuments} from 'yaml'
import type {ClusterContext, ExecOptions, NetworkPlan, Node} from 'kina/plugin'
import {filled, patched, wantsPatch} from '../src/manifest.js'
import {fromImage} from '../src/from-image.js'

const network: NetworkPlan = {podCidrs: ['10.11.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', endpoint: 'api.demo.internal', kubeProxy: 'iptables'}
const KIND = `# would you kindly template this file
# would you kindly patch this file
---
kind: ServiceAccount
apiVersion: v1
metadata: {name: net}
---
kind: DaemonSet
apiVersion: apps/v1
metadata: {name: net}
spec:
  template:
    spec:
      containers:
      - name: net
        env:
        - name: POD_SUBNET
          value: {{ .PodSubnet }}
---
`

/** As kubectl prints several objects. */
const PRINTED = [{kind: 'ServiceAccount'}, {kind: 'DaemonSet', spec: {template: {spec: {containers: [{name: 'net', env: [{name: 'A', value: '1'}]}, {name: 'other'}]}}}}].map((object) => `${JSON.stringify(object, null, 4)}\n`).join('')

describe("the pod network of the node's image", () => {
  it('fills in what kind fills in, where the manifest asks for it', () => {
    assert.equal(filled(KIND, network), KIND.replace('{{ .PodSubnet }}', '10.11.0.0/16'))
    const text = 'kind: ConfigMap\ndata: {a: "{{ .PodSubnet }}"}\n'
    assert.equal(filled(text, network), text)
    assert.throws(() => filled('# would you kindly template this file\na: {{ .Nodes }}\n', network), /\{\{ \.Nodes \}\}/)
  })

  it('tells the first container of a DaemonSet where the API server is', () => {
    const {items} = JSON.parse(patched(PRINTED, network)) as {items: any[]}
    assert.deepEqual(items.map(({kind}) => kind), ['ServiceAccount', 'DaemonSet'])
    assert.deepEqual(items[1].spec.template.spec.containers, [{name: 'net', env: [{name: 'A', value: '1'}, {name: 'CONTROL_PLANE_ENDPOINT', value: 'api.demo.internal:6443'}]}, {name: 'other'}])
  })

  it("takes the manifest that kina's own image brings", async () => {
    const own = await readFile(new URL('../../../images/node/rootfs/kind/manifests/default-cni.yaml', import.meta.url), 'utf8')
    assert.ok(wantsPatch(own))
    assert.deepEqual(parseAllDocuments(filled(own, network)).flatMap((document) => document.errors), [])
    assert.match(filled(own, network), /name: POD_SUBNET\n\s+value: "10\.11\.0\.0\/16"/)
  })

  it('says that the image has none before anything is made, and asks control planes alone', async () => {
    const plan = {role: 'control-plane'} as never
    await assert.rejects(fromImage.place!(cluster({manifest: null}).nodes[0], plan, {} as never), /some\/node:v1 brings no pod network of its own: n1 has no \/kind\/manifests\/default-cni\.yaml/)
    await fromImage.place!(cluster({manifest: null}).nodes[0], {role: 'worker'} as never, {} as never)
  })

  it('applies the manifest, and is ready when its DaemonSets are on every node', async () => {
    const status = {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 1}
    const asked = cluster({manifest: KIND, found: {kind: 'List', items: [{kind: 'ServiceAccount'}, {kind: 'DaemonSet', metadata: {name: 'net', generation: 1}, status}]}})
    await fromImage.install(asked)
    assert.match(asked.said[0]!, /^create --dry-run=client .*\n[^]*10\.11\.0\.0\/16/)
    assert.match(asked.said[1]!, /^apply --server-side .*\n.*CONTROL_PLANE_ENDPOINT/)
    assert.deepEqual(await fromImage.ready(asked), {met: false, reason: 'net is ready on 1 of 2 nodes'})
    const done = cluster({manifest: KIND, found: {kind: 'DaemonSet', metadata: {name: 'net', generation: 1}, status: {...status, numberReady: 2}}})
    assert.deepEqual(await fromImage.ready(done), {met: true})
    assert.match(((await fromImage.ready(cluster({manifest: KIND}))) as {reason: string}).reason, /nothing of .* is installed/)
  })
})

/** Two nodes whose image brings this manifest, and a kubectl that finds what it is told to. */
function cluster({manifest, found}: {manifest: string | null; found?: unknown}): ClusterContext & {said: string[]} {
  const said: string[] = []
  const node = (name: string) => ({name, image: 'some/node:v1', exec: async () => ({exitCode: manifest === null ? 1 : 0, stdout: manifest ?? '', stderr: ''})}) as unknown as Node
  const kubectl = async (args: readonly string[], {stdin}: ExecOptions = {}) => {
    said.push(`${args.join(' ')}\n${String(stdin)}`)
    return {exitCode: 0, stdout: args[0] === 'create' ? PRINTED : args[0] === 'get' && found !== undefined ? JSON.stringify(found) : '', stderr: ''}
  }
  return {said, nodes: [node('n1'), node('n2')], plan: {network}, kubectl} as unknown as ClusterContext & {said: string[]}
}
