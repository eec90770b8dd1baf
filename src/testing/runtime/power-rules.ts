import assert from 'node:assert/strict'
import type {Node} from '../../contract/index.js'
import type {Rule} from '../suite/rule.js'
import {NODE_PORT, type Bench} from './bench.js'
import {readAll} from './network-rules.js'

const NO_POWER = 'it has no power'
const LINE = 'kina conformance was here'

/** What outlives a stop, and what can be asked of a stopped node. */
export function powerRules(bench: Bench): Rule[] {
  const {backend, ctx, cluster, node, programs, eventually} = bench
  const power = async () => (await backend()).power
  const found = async () => (await bench.listed(cluster)).find(({name}) => name === node('first').name) as Node
  return [
    {
      title: 'logs give the console of a running node',
      async hold() {
        await node('first').exec(programs.console(LINE))
        await eventually(async () => assert.ok((await consoleOf(node('first'))).includes(LINE)))
      },
    },
    {
      title: 'logs may be left before their end',
      async hold() {
        for await (const chunk of node('first').logs()) {
          assert.ok(chunk.length > 0)
          break
        }
      },
    },
    {
      title: 'power.stop stops a node, also one that is stopped; listNodes says so, and exec rejects even where failure is allowed',
      async hold() {
        for (const path of ['/etc/kina-conformance', '/var/kina-conformance']) await node('first').exec(programs.write(path, 'kept'))
        const {stop} = (await power()) ?? {}
        if (!stop) return NO_POWER
        await stop(node('first'), ctx())
        await stop(node('first'), ctx())
        assert.equal((await found()).running, false)
        await assert.rejects(node('first').exec(programs.exit(0), {allowFailure: true}))
        return undefined
      },
    },
    {
      title: 'logs give the console of a stopped node',
      async hold() {
        if (!(await power())) return NO_POWER
        assert.ok((await consoleOf(await found())).includes(LINE))
        return undefined
      },
    },
    {
      title: 'power.start starts a node, also one that runs, with its disk; exec works at once',
      async hold() {
        const {start} = (await power()) ?? {}
        if (!start) return NO_POWER
        await start(await found(), ctx())
        await start(await found(), ctx())
        const again = await found()
        assert.equal(again.running, true)
        for (const path of ['/etc/kina-conformance', '/var/kina-conformance']) assert.equal((await again.exec(programs.read(path))).stdout, 'kept', path)
        return undefined
      },
    },
    {
      title: 'addresses, names and reach hold after a restart',
      async hold() {
        if (!(await power())) return NO_POWER
        const again = await found()
        await again.exec(programs.listen(NODE_PORT, 'again'))
        for (const host of [(await again.addresses())[0], again.name, `${cluster}-alias`]) {
          const {stdout} = await eventually(() => node('second').exec(programs.dial(host, NODE_PORT)))
          assert.equal(stdout.trim(), 'again', host)
        }
        const {host, port} = await again.reach(NODE_PORT)
        assert.equal((await eventually(() => readAll(host, port))).trim(), 'again')
        return undefined
      },
    },
  ]
}

async function consoleOf(node: Node): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of node.logs()) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
