import assert from 'node:assert/strict'
import {withoutNodes} from '../../src/plan/fewer-nodes.js'
import {withMoreNodes} from '../../src/plan/more-nodes.js'
import {examplePlan} from './example-plan.js'

const IMAGE = 'kina/node:v1.31.0'
const NONE = {names: [], podCidrs: []}

describe('a plan with more nodes', () => {
  it('fills gaps in names and addresses, each for itself', () => {
    const plan = withoutNodes(examplePlan({workers: 3}), new Set(['dev-worker']))
    const {added} = withMoreNodes(plan, {role: 'worker', count: 3, image: IMAGE, taken: {names: ['dev-worker4'], podCidrs: ['10.244.4.0/24']}})
    assert.deepEqual(added.map(({name, podCidr}) => `${name} ${podCidr}`), ['dev-worker 10.244.1.0/24', 'dev-worker5 10.244.5.0/24', 'dev-worker6 10.244.6.0/24'])
  })

  it('makes them as the first of their role, without what belongs to one node', () => {
    const given = examplePlan({workers: 1})
    const port = {hostAddress: '127.0.0.1', hostPort: 1, nodePort: 80, protocol: 'tcp' as const}
    const plan = {...given, nodes: [given.nodes[0], {...given.nodes[1]!, cpus: 2, memoryMiB: 512, kernel: '/k', ports: [port], nodeLabels: {a: 'b'}}] as const}
    assert.deepEqual(withMoreNodes(plan, {role: 'worker', count: 1, image: IMAGE, taken: NONE}).added[0], {
      ...given.nodes[1]!,
      ...{name: 'dev-worker2', podCidr: '10.244.2.0/24', cpus: 2, memoryMiB: 512, kernel: '/k'},
    })
  })

  it('is refused when addresses or names are used up', () => {
    const small = examplePlan({workers: 1, networking: {podCidr: '10.244.0.0/23'} as never})
    assert.throws(() => withMoreNodes(small, {role: 'worker', count: 1, image: IMAGE, taken: NONE}), {code: 'E_CONFIG_INVALID', exit: 2})
    const long = examplePlan({}, {name: 'a'.repeat(49)})
    assert.throws(() => withMoreNodes(long, {role: 'control-plane', count: 1, image: IMAGE, taken: NONE}), {code: 'E_CONFIG_INVALID', message: /63 characters/})
  })
})

describe('a plan with fewer nodes', () => {
  it('keeps what the first control plane’s patches have made of the cluster’s configuration', () => {
    const merge = ['kind: ClusterConfiguration\napiServer: {}', 'kind: InitConfiguration\nx: 1']
    const {nodes: [first, ...others], ...plan} = examplePlan({controlPlanes: 3})
    const left = withoutNodes({...plan, nodes: [{...first, kubeadmPatches: {merge, json6902: []}}, ...others]}, new Set(['dev-control-plane']))
    assert.deepEqual(left.kubeadmPatches.merge, merge.slice(0, 1))
    assert.equal(left.nodes[0].name, 'dev-control-plane2')
  })

  it('has a control plane', () => assert.throws(() => withoutNodes(examplePlan({workers: 1}), new Set(['dev-control-plane']))))
})
