import assert from 'node:assert/strict'
import type {V1Pod} from '@kubernetes/client-node'
import type {Argv, Node} from '../../src/contract/index.js'
import {askProbes, probesOf} from '../../src/readiness/probes.js'

const coredns: V1Pod = {
  metadata: {name: 'coredns'},
  spec: {nodeName: 'a', containers: [{name: 'coredns', ports: [{name: 'readiness', containerPort: 8181}], readinessProbe: {httpGet: {path: '/ready', port: 'readiness'}}}]},
  status: {phase: 'Running', podIP: '10.244.0.2'},
}
const etcd: V1Pod = {
  metadata: {name: 'etcd'},
  spec: {nodeName: 'b', containers: [{name: 'etcd', readinessProbe: {httpGet: {host: '127.0.0.1', path: '/readyz', port: 2381, scheme: 'HTTP'}}}]},
  status: {phase: 'Running', podIP: '10.0.0.2'},
}
const proxy: V1Pod = {metadata: {name: 'kube-proxy', labels: {'k8s-app': 'kube-proxy'}}, spec: {nodeName: 'b', containers: [{name: 'kube-proxy'}]}, status: {phase: 'Running', podIP: '10.0.0.2'}}

describe('probes of pods', () => {
  it('are those of each node’s pods, and kube-proxy’s health', () => {
    const done: V1Pod = {...coredns, status: {phase: 'Succeeded'}}
    assert.deepEqual([...probesOf([coredns, etcd, proxy, done])], [['a', ['http://10.244.0.2:8181/ready']], ['b', ['http://127.0.0.1:2381/readyz', 'http://127.0.0.1:10256/healthz']]])
  })

  it('are asked inside the nodes, and judged as a kubelet does', async () => {
    const asked: Argv[] = []
    const node = (name: string, stdout: string) => ({name, exec: async (argv: Argv) => (asked.push(argv), {exitCode: 0, stdout, stderr: ''})}) as unknown as Node
    const probes = probesOf([coredns, etcd, proxy])
    assert.deepEqual(await askProbes([node('a', '200\n'), node('b', '200\n301\n'), node('c', '')], probes), {met: true})
    assert.equal(asked.length, 2)
    assert.deepEqual(await askProbes([node('a', '503\n'), node('b', '200\n000\n')], probes), {met: false, reason: 'no good answer yet: http://10.244.0.2:8181/ready on a, http://127.0.0.1:10256/healthz on b'})
  })
})
