import assert from 'node:assert/strict'
import type {Condition} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {CHECKS} from '../../src/readiness/checks.js'
import type {ClusterView} from '../../src/readiness/cluster-view.js'
import {waitFor} from '../../src/readiness/wait.js'
import {examplePlan} from '../plan/example-plan.js'

const {signal} = new AbortController()

describe('waiting', () => {
  it('ends as soon as the condition is met, and tells each new reason once', async () => {
    const answers: Condition[] = [{met: false, reason: 'a'}, {met: false, reason: 'a'}, {met: false, reason: 'b'}, {met: true}]
    const reasons: string[] = []
    await waitFor(async () => answers.shift()!, {name: 'it', deadline: 5000, signal, code: 'E_READY_TIMEOUT', onReason: (reason) => reasons.push(reason), changed: async () => {}})
    assert.deepEqual(reasons, ['a', 'b'])
  })

  it('fails at the deadline with name, last reason and what to do; a look that throws is a reason', async () => {
    const look = async (): Promise<Condition> => Promise.reject(new Error('connection refused'))
    await assert.rejects(waitFor(look, {name: 'Cluster dev', deadline: 50, signal, code: 'E_READY_TIMEOUT', next: ['look']}), (error: KinaError) => {
      assert.equal(error.code, 'E_READY_TIMEOUT')
      assert.match(error.message, /^Cluster dev did not come about within 0 s: connection refused$/)
      assert.deepEqual(error.next, ['look'])
      return true
    })
  })

  it('does not wait for a look that never comes back, neither at the deadline nor when aborted', async () => {
    const hangs = () => new Promise<Condition>(() => {})
    await assert.rejects(waitFor(hangs, {name: 'Cluster dev', deadline: 50, signal, code: 'E_READY_TIMEOUT'}), {message: 'Cluster dev did not come about within 0 s: the last look has not come back'})
    const controller = new AbortController()
    const waiting = waitFor(hangs, {name: 'it', deadline: 60_000, signal: controller.signal, code: 'E_READY_TIMEOUT'})
    controller.abort(new KinaError({code: 'E_INTERRUPTED', message: 'stop'}))
    await assert.rejects(waiting, {code: 'E_INTERRUPTED'})
  })

  it('ends with the reason of the abort', async () => {
    const controller = new AbortController()
    const waiting = waitFor(async () => ({met: false, reason: 'never'}), {name: 'it', deadline: 60_000, signal: controller.signal, code: 'E_READY_TIMEOUT'})
    controller.abort(new KinaError({code: 'E_INTERRUPTED', message: 'stop'}))
    await assert.rejects(waiting)
  })
})

describe('a ready cluster', () => {
  const plan = examplePlan({workers: 1})
  const view = (parts: Partial<Record<'nodes' | 'deployments' | 'daemonSets' | 'pods' | 'signingRequests', unknown[]>>): ClusterView => {
    const of = (key: keyof typeof parts) => () => (parts[key] ?? []) as never
    return {nodes: of('nodes'), deployments: of('deployments'), daemonSets: of('daemonSets'), pods: of('pods'), signingRequests: of('signingRequests'), changed: async () => {}, close: async () => {}}
  }
  const look = (name: string, seen: ClusterView, joined = plan.nodes.slice()) => CHECKS.find((check) => check.name === name)!.look(seen, plan, joined)
  const node = (name: string, ready: boolean) => ({metadata: {name}, status: {conditions: [{type: 'Ready', status: ready ? 'True' : 'False', message: 'cni plugin not initialized'}]}})

  it('has all nodes Ready', () => {
    assert.deepEqual(look('nodes', view({nodes: [node('dev-control-plane', true)]})), {met: false, reason: 'node dev-worker has not joined'})
    assert.deepEqual(look('nodes', view({nodes: [node('dev-control-plane', true), node('dev-worker', false)]})), {met: false, reason: 'node dev-worker is not Ready: cni plugin not initialized'})
    assert.deepEqual(look('nodes', view({nodes: [node('dev-control-plane', true), node('dev-worker', true)]})), {met: true})
  })

  it('has a serving certificate for every kubelet', () => {
    const request = (name: string, certificate?: string) => ({spec: {signerName: 'kubernetes.io/kubelet-serving', username: `system:node:${name}`}, status: {certificate}})
    assert.deepEqual(look('kubelet certificates', view({signingRequests: [request('dev-control-plane', 'x'), request('dev-worker')]})), {met: false, reason: 'no serving certificate yet for dev-worker'})
    assert.deepEqual(look('kubelet certificates', view({signingRequests: [request('dev-control-plane', 'x'), request('dev-worker', 'y')]})), {met: true})
  })

  it('is asked for those certificates of nodes that have just joined alone: the API forgets them after an hour', () => {
    assert.deepEqual(look('kubelet certificates', view({}), []), {met: true})
    assert.deepEqual(look('kubelet certificates', view({}), [plan.nodes[1]!]), {met: false, reason: 'no serving certificate yet for dev-worker'})
  })

  it('has every pod of kube-system Ready, the control plane’s own too', () => {
    const pod = (name: string, status: string) => ({metadata: {name}, status: {conditions: [{type: 'Ready', status}]}})
    const pods = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => pod(`${name}-dev-control-plane`, 'True'))
    const scheduler = 'kube-scheduler-dev-control-plane'
    assert.deepEqual(look('pods of kube-system', view({pods: pods.slice(0, 3)})), {met: false, reason: `not in the API yet: ${scheduler}`})
    assert.deepEqual(look('pods of kube-system', view({pods: [...pods.slice(0, 3), pod(scheduler, 'False')]})), {met: false, reason: `not Ready yet: ${scheduler}`})
    assert.deepEqual(look('pods of kube-system', view({pods})), {met: true})
  })

  it('has kube-proxy on every node and CoreDNS available', () => {
    assert.deepEqual(look('kube-proxy', view({daemonSets: [{metadata: {name: 'kube-proxy'}, status: {numberReady: 1}}]})), {met: false, reason: 'kube-proxy: 1 of 2 ready'})
    assert.deepEqual(look('CoreDNS', view({deployments: [{metadata: {name: 'coredns'}, spec: {replicas: 2}, status: {availableReplicas: 1}}]})), {met: false, reason: 'CoreDNS: 1 of 2 available'})
    assert.deepEqual(look('CoreDNS', view({deployments: [{metadata: {name: 'coredns'}, spec: {replicas: 2}, status: {availableReplicas: 2}}]})), {met: true})
  })
})
