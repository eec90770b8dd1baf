import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import {plannedNeeds} from '../../cluster/planned-needs.js'
import type {ClusterContext} from '../../contract/index.js'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'
import type {Answer, PodNetwork} from './pod-network.js'
import {PORT} from './workload.js'

/** Object's name: nobody may ask the pod `beside`. */
const POLICY = 'deny-beside'
/** How long a policy may take to be enforced or lifted, in seconds, where the harness says nothing of requests. */
const TAKES = 15
/** So many answers in a row, a pause apart, are taken for a policy that nothing enforces. */
const LOOKS = 4

/** A CNI's word about NetworkPolicy decides what `kina network verify` demands of it. */
export function policyRule({harness, load, network, installed}: Bench): Rule {
  return {
    title: 'a policy that lets nobody ask a pod is enforced if needs says so, and not if it says otherwise',
    async hold() {
      const {cluster} = await installed()
      const {networkPolicy} = plannedNeeds(await load(), cluster.plan)
      if (networkPolicy === undefined) return 'it does not say whether it enforces NetworkPolicy'
      const net = await network()
      const seconds = harness.seconds?.request ?? TAKES
      await cluster.kubectl(['create', '-f', '-'], {stdin: JSON.stringify(deny(net.namespace))})
      try {
        await (networkPolicy ? assertShut(net, seconds) : assertOpen(net, seconds))
      } finally {
        await lift(cluster, net.namespace)
      }
      const after = await ask(net)
      assert.ok(after.ok, `the policy was removed, and beside is still not reached: ${after.line}`)
      return undefined
    },
  }
}

/** A request is asked again until it succeeds or its time is over, so a refused one was refused all that time. */
async function assertShut(net: PodNetwork, seconds: number): Promise<void> {
  for (const end = performance.now() + seconds * 1000; (await ask(net)).ok; await sleep(pause(seconds))) {
    assert.ok(performance.now() < end, `needs says that NetworkPolicy is enforced, and ${seconds} s after a policy let nobody ask the pod beside, the pod here is answered`)
  }
  // The policy is about one pod; kubelet asks that one for its readiness all the same.
  const others = await net.beside.fetch(net.here.ip, PORT, '/')
  assert.ok(others.ok, `a policy for the pod beside keeps it from asking the pod here: ${others.line}`)
  assert.equal(await net.nodeProblem(net.beside.node, net.beside), null, 'a policy keeps a node from asking its own pod')
}

async function assertOpen(net: PodNetwork, seconds: number): Promise<void> {
  for (let look = 0; look < LOOKS; look++, await sleep(pause(seconds))) {
    const {ok, line} = await ask(net)
    assert.ok(ok, `needs says that NetworkPolicy is not enforced, but with a policy that lets nobody ask the pod beside it is not reached: ${line}`)
  }
}

/** In milliseconds; all looks of an open policy take a fifth of what a request may take. */
function pause(seconds: number): number {
  return (seconds * 1000) / 5 / LOOKS
}

function ask({here, beside}: PodNetwork): Promise<Answer> {
  return here.fetch(beside.ip, PORT, '/')
}

function deny(namespace: string): object {
  const spec = {podSelector: {matchLabels: {role: 'beside'}}, policyTypes: ['Ingress'], ingress: []}
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: POLICY, namespace}, spec}
}

async function lift({kubectl}: ClusterContext, namespace: string): Promise<void> {
  await kubectl(['-n', namespace, 'delete', 'networkpolicy', POLICY, '--ignore-not-found'])
}
