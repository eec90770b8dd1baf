import assert from 'node:assert/strict'
import type {ClusterContext} from '../../src/contract/index.js'
import {checkPodNetwork} from '../../src/testing/index.js'
import {firstAddress} from '../../src/testing/cni/look-at-pods.js'
import {workload} from '../../src/testing/cni/workload.js'
import {fakeNetwork} from './fake-network.js'

describe('checkPodNetwork', () => {
  it('leaves out what needs several nodes on a single one, and the outside without one', async () => {
    const rules = (await checkPodNetwork(fakeNetwork({nodes: ['n1']}).cluster)).map(({rule}) => rule)
    assert.deepEqual(rules.filter((rule) => /other nodes|another node|between nodes|outside/.test(rule)), [])
    assert.ok(rules.length > 5)
  })

  it('finds masquerading between nodes, and says what was seen', async () => {
    const failed = await failures(fakeNetwork({sees: (from, to) => (from.node === to.node ? from.ip : '10.89.0.2')}))
    assert.deepEqual(failed, {
      'between nodes a pod keeps its own address':
        'here on n1 to 10.244.1.2:8080: away-1 10.89.0.2\naway-1 on n2 to 10.244.0.2:8080: here 10.89.0.2',
    })
  })

  it('finds a name that does not resolve', async () => {
    const failed = await failures(fakeNetwork({broken: (host) => (/^\w+\.default/.test(host) ? `${host} does not resolve` : undefined)}))
    assert.deepEqual(Object.keys(failed), ['a pod resolves and reaches kubernetes.default'])
    assert.match(failed['a pod resolves and reaches kubernetes.default'] ?? '', /^here on n1 to .*: kubernetes\.default\.svc\.cluster\.local does not resolve\n/)
  })

  it('finds large answers that are cut', async () => {
    assert.deepEqual(Object.keys(await failures(fakeNetwork({largest: 1400}))), ['a mebibyte travels between nodes'])
  })

  it('removes its namespace, and gives the events, when pods do not become ready', async () => {
    const network = fakeNetwork({unready: 'timed out waiting for the condition on pods/here'})
    await assert.rejects(checkPodNetwork(network.cluster), /not ready after 90 s: timed out .*\nFailed to pull image/)
    assert.match(network.asked.at(-1) ?? '', /^delete namespace kina-conformance-\w+ /)
  })
})

describe('the workload of the network checks', () => {
  it('is pinned to nodes by name, and lives in one namespace', () => {
    const {items} = workload({namespace: 'ns', image: 'i', nodes: ['n1', 'n2', 'n3']}) as {items: Item[]}
    const pods = items.filter(({kind}) => kind === 'Pod').map(({metadata, spec}) => `${metadata.name} ${spec?.nodeName}`)
    assert.deepEqual(pods, ['here n1', 'beside n1', 'away-1 n2', 'away-2 n3'])
    assert.deepEqual(items.filter(({kind, metadata}) => kind !== 'Namespace' && metadata.namespace !== 'ns'), [])
  })

  it('knows the address of the API in the service CIDR', () => {
    assert.equal(firstAddress('10.96.0.0/16'), '10.96.0.1')
    assert.equal(firstAddress('10.96.1.255/32'), '10.96.2.0')
  })
})

interface Item {
  readonly kind: string
  readonly metadata: {readonly name: string; readonly namespace?: string}
  readonly spec?: {readonly nodeName?: string}
}

async function failures({cluster}: {readonly cluster: ClusterContext}): Promise<Record<string, string>> {
  const results = await checkPodNetwork(cluster)
  return Object.fromEntries(results.filter(({ok}) => !ok).map(({rule, detail}) => [rule, detail]))
}
