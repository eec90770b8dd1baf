import assert from 'node:assert/strict'
import type {V1Pod} from '@kubernetes/client-node'
import {diagnosesOf, withCause} from '../../../src/readiness/diagnose/diagnose.js'
import type {Evidence} from '../../../src/readiness/diagnose/evidence.js'
import {openContainers} from '../../../src/readiness/diagnose/open-containers.js'

const healthy: Evidence = {
  access: '--context kina-dev',
  pods: [],
  containers: [],
  events: [],
  nodes: [{name: 'dev-control-plane', notReady: null, cniConfigs: ['10-x.conflist']}],
  serviceAddress: '10.96.0.1',
  endpoint: 'api.dev.internal:6443',
  kubeProxy: true,
}

/** A pod of kube-system with one container in that state. */
function pod(name: string, status: object, {init = false, image = 'example/agent:v1'} = {}): V1Pod {
  const container = {name: 'main', image, ready: false, restartCount: 0, ...status}
  return {
    metadata: {name, namespace: 'kube-system'},
    spec: {nodeName: 'dev-worker', containers: [{name: 'main', image}]},
    status: {phase: 'Pending', ...(init ? {initContainerStatuses: [container]} : {containerStatuses: [container]})},
  } as unknown as V1Pod
}

/** Of pods whose containers have said this. */
function evidence(pods: readonly V1Pod[], log = '', more: Partial<Evidence> = {}): Evidence {
  return {...healthy, pods, containers: openContainers(pods).map((container) => ({...container, log})), ...more}
}

const crashing = (restartCount: number) => ({restartCount, state: {waiting: {reason: 'CrashLoopBackOff'}}, lastState: {terminated: {exitCode: 1}}})
const texts = (seen: Evidence) => diagnosesOf(seen).map(({cause, text}) => `${cause}: ${text}`)

describe('causes of what is not ready', () => {
  it('a healthy cluster, and pods on their way, have none', () => {
    assert.deepEqual(texts(healthy), [])
    assert.deepEqual(texts(evidence([pod('agent', {state: {waiting: {reason: 'PodInitializing'}}}), pod('begun', {state: {running: {}}})], 'starting')), [])
  })

  it('a CNI without kube-proxy that looks for the API server at its service: what to give it', () => {
    const log = 'Get "https://10.96.0.1:443/api/v1/namespaces/kube-system": dial tcp 10.96.0.1:443: i/o timeout'
    const [found, ...others] = diagnosesOf(evidence([pod('agent', crashing(2), {init: true})], log, {kubeProxy: false}))
    assert.match(found!.text, /^the cluster has no kube-proxy, .* the init container main of kube-system\/agent on dev-worker waits for it there \("dial tcp 10\.96\.0\.1:443: i\/o timeout"\)$/)
    assert.match(found!.next[0]!, /api\.dev\.internal, port 6443.*k8sServiceHost/)
    assert.deepEqual(others, [], 'that it crashes is the same thing')
  })

  it('the same while it still runs, where the node refuses such packets, and where there is a kube-proxy', () => {
    const [found] = diagnosesOf(evidence([pod('agent', {state: {running: {}}})], 'dial tcp 10.96.0.1:443: connect: connection refused'))
    assert.match(found!.text, /the container main of kube-system\/agent on dev-worker cannot reach .*"dial tcp 10\.96\.0\.1:443: connect: connection refused"\): kube-proxy has made no rules/)
    assert.match(found!.next[0]!, /k8s-app=kube-proxy/)
    assert.deepEqual(texts(evidence([pod('agent', {state: {running: {}}})], 'dial tcp 10.96.0.10:53: i/o timeout')), [], 'another service')
  })

  it('an image that is nowhere, with the reason of the pull while kubelet only waits', () => {
    const waiting = pod('agent', {state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image "example/agent:v1"'}}})
    const events = [{namespace: 'kube-system', pod: 'agent', reason: 'Failed', message: 'Failed to pull image "example/agent:v1": rpc error: code = NotFound desc = failed to resolve reference "example/agent:v1": example/agent:v1: not found'}]
    assert.deepEqual(texts(evidence([waiting], '', {events})), ['missing-image: the image example/agent:v1 of the container main of kube-system/agent is not on dev-worker and cannot be pulled: example/agent:v1: not found'])
  })

  it('a program that ends again and again, with its last words; several are one cause', () => {
    const seen = evidence([pod('agent-1', crashing(3)), pod('agent-2', crashing(1))], 'starting\nfatal: no such device\n')
    assert.deepEqual(texts(seen), ['crash-loop: the container main of kube-system/agent-1 on dev-worker ends again and again, 3 times so far, with exit code 1: "fatal: no such device" (and 1 more: kube-system/agent-2)'])
    const noProgram = pod('agent', {...crashing(2), lastState: {terminated: {exitCode: 128, reason: 'StartError', message: 'exec: "/agent": no such file or directory'}}})
    assert.match(texts(evidence([noProgram])).join(), /exit code 128: "exec: "\/agent": no such file or directory"$/)
  })

  it('stand beside what a CNI counts, which says no more than that', () => {
    const found = diagnosesOf(evidence([pod('agent', crashing(3))], 'fatal: no such device'))
    assert.match(withCause('ready on 1 of 2 nodes', found), /^ready on 1 of 2 nodes; the container main of kube-system\/agent on dev-worker ends again and again/)
    assert.equal(withCause('ready on 1 of 2 nodes', []), 'ready on 1 of 2 nodes')
  })

  it('a container that never comes to its program, with what the runtime says', () => {
    const seen = pod('agent', {state: {waiting: {reason: 'CreateContainerConfigError', message: 'secret "agent" not found'}}})
    assert.deepEqual(texts(evidence([seen])), ['not-started: the container main of kube-system/agent cannot be started on dev-worker: CreateContainerConfigError: secret "agent" not found'])
  })

  it('a pod that no node takes, but for what waits for a node to be Ready', () => {
    const waiting = (message: string): V1Pod => ({metadata: {name: 'operator', namespace: 'kube-system'}, status: {phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}]}})
    assert.deepEqual(texts(evidence([waiting('0/2 nodes are available: 2 Insufficient memory.')])), ['unschedulable: no node takes the pod kube-system/operator: 0/2 nodes are available: 2 Insufficient memory.'])
    assert.deepEqual(texts(evidence([waiting('0/1 nodes are available: 1 node(s) had untolerated taint(s) {node.kubernetes.io/not-ready: }.')])), [])
  })

  it('a CNI that never writes its configuration, and one that containerd cannot use', () => {
    const notReady = 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'
    const node = (cniConfigs: string[]) => ({...healthy, nodes: [{name: 'dev-worker', notReady, cniConfigs}]})
    assert.match(texts(node([])).join(), /^no-cni-config: no CNI has written its configuration into \/etc\/cni\/net\.d on dev-worker/)
    assert.match(texts(node(['10-x.conf'])).join(), /dev-worker has the CNI configuration 10-x\.conf .* cannot use it/)
  })

  it('pods that get no network, in the words of the CNI’s program', () => {
    const waiting = pod('coredns', {state: {waiting: {reason: 'ContainerCreating'}}})
    const message = (words: string) => ({events: [{namespace: 'kube-system', pod: 'coredns', reason: 'FailedCreatePodSandBox', message: `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0a1b": ${words}`}]})
    const [missing] = diagnosesOf(evidence([waiting], '', message('failed to find plugin "bridge" in path [/opt/cni/bin]')))
    assert.equal(missing!.text, 'kube-system/coredns stays in ContainerCreating: the CNI on dev-worker gives it no network: failed to find plugin "bridge" in path [/opt/cni/bin]')
    assert.match(missing!.next[0]!, /program bridge is not in \/opt\/cni\/bin of dev-worker/)
    const [file] = diagnosesOf(evidence([waiting], '', message('open /run/x/subnet.env: no such file or directory')))
    assert.match(file!.next[0]!, /\/run\/x\/subnet\.env is not there on dev-worker/)
  })
})
