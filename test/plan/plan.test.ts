import assert from 'node:assert/strict'
import {assertGolden} from '../golden.js'
import {examplePlan, noNeeds} from './example-plan.js'

const bare = {labels: {}, mounts: [], ports: [], kubeadmPatches: {merge: [], json6902: []}}

describe('the plan', () => {
  it('of a single node is complete', () => assertGolden('plan-single.json', `${JSON.stringify(examplePlan(), null, 2)}\n`))

  it('of several nodes gives each its name and its part of the pods’ CIDR, the control plane first', () => {
    const plan = examplePlan({nodes: [{role: 'worker', ...bare}, {role: 'control-plane', ...bare}, {role: 'worker', ...bare}]})
    assert.deepEqual(plan.nodes.map(({name, podCidr}) => [name, podCidr]), [['dev-control-plane', '10.244.0.0/24'], ['dev-worker', '10.244.1.0/24'], ['dev-worker2', '10.244.2.0/24']])
  })

  it('publishes the API on the first node only, under the cluster’s own name', () => {
    const plan = examplePlan({workers: 1})
    assert.deepEqual(plan.nodes[0].ports, [{hostAddress: '127.0.0.1', hostPort: 40123, nodePort: 6443, protocol: 'tcp'}])
    assert.deepEqual(plan.nodes[0].aliases, ['dev-api'])
    assert.deepEqual([plan.nodes[1]!.ports, plan.nodes[1]!.aliases], [[], []])
  })

  it('takes chosen ports for mappings that name none, in order', () => {
    const port = {hostAddress: '127.0.0.1', nodePort: 80, protocol: 'tcp' as const}
    const plan = examplePlan({nodes: [{role: 'control-plane', ...bare, ports: [{...port}, {...port, hostPort: 8080, nodePort: 81}, {...port, nodePort: 82}]}]}, {chosenPorts: [30001, 30002]})
    assert.deepEqual(plan.nodes[0].ports.map(({hostPort, nodePort}) => [hostPort, nodePort]), [[40123, 6443], [30001, 80], [8080, 81], [30002, 82]])
  })

  it('leaves kube-proxy out when the CNI replaces it, whatever the config says', () => {
    assert.equal(examplePlan({networking: {kubeProxyMode: 'nftables'}}, {needs: {...noNeeds, replacesKubeProxy: true}}).network.kubeProxy, 'none')
  })

  it('of several control planes has a load balancer at its end, which alone has the cluster’s port and name', () => {
    const {nodes} = examplePlan({controlPlanes: 3, workers: 2})
    assert.deepEqual(nodes.map(({name, role, podCidr}) => `${name} ${role} ${podCidr}`), [
      'dev-control-plane control-plane 10.244.0.0/24', 'dev-control-plane2 control-plane 10.244.1.0/24', 'dev-control-plane3 control-plane 10.244.2.0/24',
      'dev-worker worker 10.244.3.0/24', 'dev-worker2 worker 10.244.4.0/24', 'dev-load-balancer load-balancer ',
    ])
    const last = nodes.at(-1)!
    assert.deepEqual([last.ports, last.aliases, last.labels['io.kina.api']], [[{hostAddress: '127.0.0.1', hostPort: 40123, nodePort: 6443, protocol: 'tcp'}], ['dev-api'], '127.0.0.1:40123'])
    for (const {ports, aliases, labels} of nodes.slice(0, -1)) assert.deepEqual([ports, aliases, labels['io.kina.api']], [[], [], undefined])
  })

  it('is plain JSON', () => {
    const plan = examplePlan({workers: 2})
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
  })
})
