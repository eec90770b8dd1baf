import assert from 'node:assert/strict'
import type {Rule} from '../suite/rule.js'
import {LABEL_VALUE, NODE_LABEL, type Bench} from './bench.js'

/** From nothing to two nodes that others can see. */
export function lifecycleRules(bench: Bench): Rule[] {
  const {ctx, backend, cluster, nodes, registration} = bench
  return [
    {
      title: 'probe leaves no trace',
      async hold() {
        const look = async () => {
          const runtime = await backend()
          const [clusters, listed, images] = [await runtime.listClusters(ctx()), await runtime.listNodes(ctx()), await runtime.images.list(ctx())]
          return {clusters: [...clusters].sort(), nodes: listed.map((node) => node.name).sort(), images: images.map((image) => image.id).sort()}
        }
        const before = await look()
        const probe = await (await backend()).probe(ctx())
        assert.ok(probe.available)
        assert.match(probe.version, /\d/, 'a probe names a version')
        assert.deepEqual(await look(), before)
      },
    },
    {
      title: 'prepare, also twice and at once, makes no node and refuses none',
      async hold() {
        const plan = await bench.mainPlan()
        const runtime = await backend()
        const makers = await Promise.all([runtime.prepare(plan, ctx()), (await backend()).prepare(plan, ctx())])
        await runtime.prepare(plan, ctx())
        assert.deepEqual(makers.map((make) => typeof make), ['function', 'function'])
        assert.deepEqual(await bench.listed(cluster), [])
      },
    },
    {
      title: 'prepare refuses an image that the store does not have, and says which',
      async hold() {
        const plan = bench.single(`${bench.prefix}-noimage`)
        const ref = 'kina/conformance-no-such-image:v0'
        const [node] = plan.nodes
        await assert.rejects((await backend()).prepare({...plan, image: {ref, own: false}, nodes: [{...node, image: ref}]}, ctx()), /no-such-image/)
        if ((await bench.clusters()).includes(plan.name)) await bench.remove(plan.name)
      },
    },
    {
      title: 'createNode, called concurrently, resolves to nodes that run programs',
      async hold() {
        const plan = await bench.mainPlan()
        for (const node of await bench.create(plan)) nodes.set(node.name, node)
        assert.deepEqual([...nodes.keys()].sort(), plan.nodes.map((node) => node.name).sort())
        const codes = await Promise.all([...nodes.values()].map(async (node) => (await node.exec(bench.programs.exit(0))).exitCode))
        assert.deepEqual(codes, [0, 0])
      },
    },
    {
      title: 'createNode refuses a name that is taken, and spares the node that has it',
      async hold() {
        const plan = await bench.mainPlan()
        const createNode = await (await backend()).prepare(plan, ctx())
        await assert.rejects(createNode({...plan.nodes[0], ports: []}), new RegExp(plan.nodes[0].name))
        assert.equal((await bench.node('first').exec(bench.programs.exit(0))).exitCode, 0)
      },
    },
    {
      title: 'listNodes of a provider loaded anew gives nodes back with their cluster, role, image and labels',
      async hold() {
        const listed = await bench.listed(cluster)
        assert.deepEqual(listed.map((node) => node.name).sort(), [...nodes.keys()].sort())
        for (const {name, role, image, running, labels} of listed) {
          const made = nodes.get(name)
          assert.ok(made)
          assert.deepEqual({role, image, running}, {role: made.role, image: bench.image, running: true}, name)
          for (const [label, value] of Object.entries(made.labels)) assert.equal(labels[label], value, `label ${label} of ${name}`)
        }
        assert.equal(listed.find((node) => node.role === 'control-plane')?.labels[NODE_LABEL], LABEL_VALUE)
      },
    },
    {
      title: 'a node from listNodes runs programs as the one from createNode does',
      async hold() {
        for (const node of await bench.listed(cluster)) assert.equal((await node.exec(bench.programs.say(node.name, ''))).stdout, node.name)
      },
    },
    {
      title: 'listClusters names the cluster',
      async hold() {
        assert.ok((await bench.clusters()).includes(cluster), `${cluster} is missing in listClusters of ${registration.name}`)
      },
    },
  ]
}
