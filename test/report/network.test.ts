import assert from 'node:assert/strict'
import {assertGolden} from '../golden.js'
import type {NetworkVerification} from '../../src/network-verify/verify.js'
import {junit} from '../../src/report/junit.js'
import {networkText} from '../../src/report/network-text.js'

const verification: NetworkVerification = {
  cluster: 'dev',
  runtime: 'some',
  cni: 'some-cni',
  nodes: 2,
  good: false,
  seconds: 21.4,
  checks: [
    {id: 'hairpin', title: 'pod to itself through its service', status: 'ok', seconds: 0.6, seen: 'TCP and UDP'},
    {id: 'egress', title: 'pod to a server outside of the cluster', status: 'skipped', seconds: 0, seen: 'the way out is "none"'},
    {id: 'policy-deny', title: 'NetworkPolicy: nobody may ask', status: 'unsupported', seconds: 0, seen: 'the CNI some-cni says that it enforces none'},
    {
      id: 'pod-pod-across-nodes-tcp',
      title: 'pod to pod, across nodes: TCP',
      status: 'failed',
      seconds: 8.1,
      seen: 'pod here on dev-control-plane to pod away-1 on dev-worker at 10.244.1.7: no connection within 2 s',
      hop: 'node dev-control-plane sends it as UDP 8472 from 10.89.0.2 to 10.89.0.3 on eth0, and nothing arrives at node dev-worker',
      evidence: ['meanwhile a rule of dev-worker threw away 3 packets: -A INPUT -m comment --comment "<&>" -j DROP', 'control \u0001 character'],
    },
  ],
}

describe('the results of a network verification', () => {
  it('as text have a line for each check, and below it where packets are lost', () => assertGolden('network-verify/table.txt', `${networkText(verification)}\n`))

  it('as JUnit are well-formed whatever programs say', () => {
    const xml = junit(verification)
    assertGolden('network-verify/junit.xml', xml)
    assert.ok(!/[\u0000-\u0008]/.test(xml))
  })

  it('end with a verdict of what could be looked at', () => {
    const verdict = (...checks: NetworkVerification['checks'][number][]) => networkText({...verification, cni: null, nodes: 1, checks}).split('\n').at(-1)
    const [good, skippedOne] = verification.checks as [NetworkVerification['checks'][number], NetworkVerification['checks'][number]]
    assert.equal(verdict(good), 'Pod network of "dev", with a CNI that kina did not install, 1 node, 21.4 s: 1 of 1 checks passed.')
    assert.match(verdict(good, skippedOne)!, /: 1 of 2 checks passed; 1 skipped\.$/)
  })
})
