import assert from 'node:assert/strict'
import {agentsIn} from '../../src/network-verify/agents.js'
import {readAnswers} from '../../src/network-verify/ask.js'
import {readKept} from '../../src/network-verify/hold.js'
import {GUARDED, guardName} from '../../src/network-verify/names.js'
import type {Place} from '../../src/network-verify/place.js'
import {dropped, readDrops} from '../../src/network-verify/trace/evidence.js'
import {workload} from '../../src/network-verify/workload.js'

describe('what programs say', () => {
  it('answers by number, whatever else is printed', () => {
    assert.deepEqual(readAnswers('1\tno\tno connection within 2 s\nholding\n0\tyes\there 10.244.0.2 18\n'), [[1, {good: false, said: 'no connection within 2 s'}], [0, {good: true, said: 'here 10.244.0.2 18'}]])
  })

  it('how a connection went', () => {
    assert.deepEqual(readKept('holding\n0\tyes\tkept 0.4 1.2\n'), {kept: true, silence: 0.4, silenceOfNew: 1.2})
    assert.equal(readKept('0\tyes\tlost 0.2 3.0\n').kept, false)
    assert.throws(() => readKept('holding\n'), /has not told how it went: holding/)
  })

  it('rules that have thrown something away in between, and no others', () => {
    const before = readDrops('[1:60] -A INPUT -s 10.0.0.1/32 -j DROP\n[5:300] -A FORWARD -j REJECT --reject-with icmp-port-unreachable\n')
    const after = readDrops('[4:240] -A INPUT -s 10.0.0.1/32 -j DROP\n[5:300] -A FORWARD -j REJECT --reject-with icmp-port-unreachable\n[1:60] -A OUTPUT -j DROP\n')
    assert.deepEqual(dropped({name: 'dev-worker'} as Place, before, after), ['meanwhile a rule of dev-worker threw away 3 packets: -A INPUT -s 10.0.0.1/32 -j DROP', 'meanwhile a rule of dev-worker threw away 1 packet: -A OUTPUT -j DROP'])
  })

  it('agents of a CNI are DaemonSets on the nodes’ own network that write where CNIs are looked for', () => {
    const set = (name: string, hostNetwork: boolean, path: string) => ({metadata: {namespace: 'net', name}, spec: {selector: {matchLabels: {app: name, tier: 'node'}}, template: {spec: {hostNetwork, volumes: [{hostPath: {path}}]}}}})
    const found = agentsIn([set('agent', true, '/etc/cni/net.d'), set('proxy', true, '/run/xtables.lock'), set('storage', false, '/opt/cni/bin'), set('other', true, '/etc/cni-other')])
    assert.deepEqual(found, [{namespace: 'net', name: 'agent', selector: 'app=agent,tier=node'}])
  })
})

describe('the objects of a verification', () => {
  interface Item {kind: string; metadata: {name: string; namespace?: string}; spec?: {nodeName?: string; podSelector?: {matchLabels: Record<string, string>}}}
  const items = (nodes: string[], policies: {outside: string | null} | null) => (workload({namespace: 'kina-x', nodes, hostPort: 21_000, policies}) as {items: Item[]}).items
  const named = (list: Item[], kind: string) => list.filter((item) => item.kind === kind).map(({metadata}) => metadata.name)

  it('are pods on every node and services, without policies where the CNI has none', () => {
    const list = items(['a', 'b', 'c'], null)
    assert.deepEqual(list.filter(({kind}) => kind === 'Pod').map(({metadata, spec}) => `${metadata.name} ${spec?.nodeName}`), ['here a', 'beside a', 'away-1 b', 'away-2 c'])
    assert.deepEqual(named(list, 'Namespace'), ['kina-x'])
    assert.deepEqual(named(list, 'NetworkPolicy'), [])
  })

  it('have a pod for each policy, which is about that pod alone', () => {
    const list = items(['a', 'b'], {outside: '10.89.0.1'})
    assert.deepEqual(named(list, 'NetworkPolicy').sort(), GUARDED.map(guardName).sort())
    for (const {metadata, spec} of list.filter(({kind}) => kind === 'NetworkPolicy')) {
      const wanted = spec!.podSelector!.matchLabels
      const matched = list.filter((item) => item.kind === 'Pod' && Object.entries(wanted).every(([key, value]) => (item.metadata as {labels?: Record<string, string>}).labels?.[key] === value))
      assert.deepEqual(matched.map((item) => item.metadata.name), [metadata.name])
    }
    assert.ok(!named(items(['a'], {outside: null}), 'NetworkPolicy').includes('guard-ip-block'))
  })
})
