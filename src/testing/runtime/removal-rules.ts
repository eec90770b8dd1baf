import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Rule} from '../suite/rule.js'
import {NODE_PORT, type Bench} from './bench.js'

/** Undo is delete. */
export function removalRules(bench: Bench): Rule[] {
  const {backend, ctx, cluster, prefix, programs, eventually, amounts} = bench
  return [
    {
      title: 'removeCluster of a cluster that was never there is no error',
      hold: () => bench.remove(`${prefix}-never`),
    },
    {
      title: 'removeCluster removes what prepare alone has made',
      async hold() {
        const plan = bench.single(`${prefix}-prepared`)
        await (await backend()).prepare(plan, ctx())
        await bench.remove(plan.name)
        assert.ok(!(await bench.clusters()).includes(plan.name))
      },
    },
    {
      title: 'an aborted createNode rejects, and leaves nothing that removeCluster does not remove',
      async hold() {
        const plan = bench.single(`${prefix}-aborted`)
        const gone = new AbortController()
        const createNode = await (await backend()).prepare(plan, ctx(gone.signal))
        gone.abort()
        await assert.rejects(createNode(plan.nodes[0]), 'the signal was aborted before, and there is a node')
        for (const after of amounts.abortsAfter) {
          const abort = new AbortController()
          const making = bench.create(plan, abort.signal)
          const outcome = making.then(
            () => 'made',
            () => 'rejected',
          )
          await sleep(after)
          abort.abort()
          await outcome
          await bench.remove(plan.name)
          await sleep(amounts.settleMs)
          assert.ok(!(await bench.clusters()).includes(plan.name), `aborted after ${after} ms, removed, and there again`)
          assert.deepEqual(await bench.listed(plan.name), [])
        }
      },
    },
    {
      title: 'names of nodes are right in a cluster made after aborted ones of the same name',
      async hold() {
        const name = `${prefix}-aborted`
        const [first, second] = await bench.create(bench.pair(name))
        assert.ok(first && second)
        await first.exec(programs.listen(NODE_PORT, 'hello'))
        await eventually(() => second.exec(programs.dial(first.name, NODE_PORT)))
        // A leftover of an aborted one would answer every other time.
        for (let i = 0; i < 6; i++) assert.equal((await second.exec(programs.dial(first.name, NODE_PORT))).stdout.trim(), 'hello')
        await bench.remove(name)
      },
    },
    {
      title: 'removeCluster twice is once, at once too, and spares other clusters',
      async hold() {
        const plan = bench.single(`${cluster}b`)
        const [other] = await bench.create(plan)
        assert.ok(other)
        await Promise.all([bench.remove(cluster), bench.remove(cluster)])
        await bench.remove(cluster)
        assert.ok(!(await bench.clusters()).includes(cluster))
        assert.deepEqual(await bench.listed(cluster), [])
        assert.equal((await other.exec(programs.exit(0))).exitCode, 0)
        await bench.remove(plan.name)
      },
    },
    {
      title: 'removeNode removes one node and nothing else, also one that is gone; its name is free for another one, which starts afresh',
      async hold() {
        const {removeNode} = await backend()
        if (!removeNode) return 'it has no removeNode'
        const plan = bench.pair(`${prefix}-one`)
        const [gone, other] = await bench.create(plan)
        assert.ok(gone && other)
        await gone.exec(programs.write('/var/kina-conformance', 'kept'))
        for (let i = 0; i < 2; i++) await removeNode({cluster: plan.name, name: gone.name}, ctx())
        await removeNode({cluster: plan.name, name: `${prefix}-never`}, ctx())
        assert.deepEqual((await bench.listed(plan.name)).map(({name}) => name), [other.name])
        const createNode = await (await backend()).prepare(plan, ctx())
        const again = await createNode(plan.nodes[0])
        assert.notEqual((await again.exec(programs.read('/var/kina-conformance'), {allowFailure: true})).exitCode, 0, 'the disk of the removed node is there again')
        await again.exec(programs.listen(NODE_PORT, 'hello'))
        await eventually(async () => assert.equal((await other.exec(programs.dial(again.name, NODE_PORT))).stdout.trim(), 'hello'))
        await bench.remove(plan.name)
        assert.ok(!(await bench.clusters()).includes(plan.name))
        return undefined
      },
    },
    {
      title: 'a cluster can be made again under the name of a removed one, and starts afresh',
      async hold() {
        const [first] = await bench.create(await bench.mainPlan())
        assert.ok(first)
        for (const path of ['/etc/kina-conformance', '/var/kina-conformance']) {
          const {exitCode} = await first.exec(programs.read(path), {allowFailure: true})
          assert.notEqual(exitCode, 0, `${path} of the removed node is still there`)
        }
        await bench.remove(cluster)
        assert.deepEqual(await bench.clusters(), [])
      },
    },
  ]
}
