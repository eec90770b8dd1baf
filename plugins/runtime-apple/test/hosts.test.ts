import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {beginNames, dropNames, finishNames} from '../src/hosts.js'
import {fakeMac} from './mac.js'
import {container, list} from './recorded.js'

const named = (id: string, address: string, aliases = '', cluster = 'a') => container(id, {address, labels: {'io.kina.cluster': cluster, 'io.kina.role': 'worker', ...(aliases !== '' && {'io.kina.aliases': aliases})}})
const three = list(named('n', '10.0.0.2', 'api'), named('m', '10.0.0.3'), named('foreign', '10.0.1.2', '', 'b'), container('stopped', {state: 'stopped'}))

/** What was written into each node: its arguments after the script. */
const written = (ctx: ReturnType<typeof fakeMac>) => new Map(ctx.calls.filter(({argv}) => argv.includes('-c')).map(({argv}) => [argv[2], argv.slice(8)]))

describe('names of nodes of apple', () => {
  it('go to every running node of the cluster, its own aliases to the one that was started alone', async () => {
    const ctx = fakeMac({'container list': three})
    beginNames('n')
    await finishNames(ctx, {cluster: 'a', node: 'n'})
    assert.deepEqual([...written(ctx)].sort(), [['m', ['10.0.0.3', '10.0.0.2 n api']], ['n', ['', '10.0.0.2 api', '10.0.0.3 m']]])
  })

  it('are not written into a node that is still starting: it gets all when it is up', async () => {
    const ctx = fakeMac({'container list': three})
    beginNames('m')
    beginNames('n')
    await finishNames(ctx, {cluster: 'a', node: 'n'})
    assert.deepEqual([...written(ctx).keys()], ['n'])
    dropNames('m')
  })

  it('are written one round after the other, and a round that fails does not stop the next', async () => {
    let running = 0
    const failing = fakeMac({'container list': () => (assert.equal(running++, 0), new Error('no'))})
    const rounds = [finishNames(failing, {cluster: 'a', node: 'n'}).catch(() => void running--), finishNames(fakeMac({'container list': () => (assert.equal(running, 0), three)}), {cluster: 'a', node: 'm'})]
    await Promise.all(rounds)
  })

  it('a node that cannot be written is named', async () => {
    const ctx = fakeMac({'container list': three, 'container exec m ': {exitCode: 1, stderr: 'Error: container m is not running\n'}})
    await assert.rejects(finishNames(ctx, {cluster: 'a', node: 'n'}), /\/etc\/hosts of node m: .*container m is not running/)
  })
})

describe('the script that writes /etc/hosts', () => {
  const START = '127.0.0.1 localhost\n10.0.0.2 n\n'

  it('puts lines at the end, and replaces them the next time', async () => {
    const once = await run(START, ['', '10.0.0.3 m'])
    assert.equal(once, `${START}10.0.0.3 m # kina node\n`)
    assert.equal(await run(once, ['10.0.0.2', '10.0.0.4 m o']), `${START}10.0.0.4 m o # kina node\n`)
  })

  it('keeps what a node has of itself, but not after its address has changed', async () => {
    const hosts = `${START}10.0.0.2 api # kina node\n10.0.0.3 m # kina node\n`
    assert.equal(await run(hosts, ['10.0.0.2', '10.0.0.9 m']), `${START}10.0.0.2 api # kina node\n10.0.0.9 m # kina node\n`)
    assert.equal(await run(hosts, ['', '10.0.0.9 m']), `${START}10.0.0.9 m # kina node\n`)
    assert.equal(await run(hosts, ['10.0.0.22', '10.0.0.9 m']), `${START}10.0.0.9 m # kina node\n`)
  })

  it('leaves a name that the node has taken for itself to it', async () => {
    const hosts = `127.0.0.1 api # kina endpoint\n${START}`
    assert.equal(await run(hosts, ['', '10.0.0.3 m api', '10.0.0.4 api']), `${hosts}10.0.0.3 m # kina node\n`)
  })

  it('without anything to say leaves the file as it is', async () => {
    assert.equal(await run(START, ['']), START)
  })
})

/** The script as a node would run it, on another file. */
async function run(before: string, args: readonly string[]): Promise<string> {
  const ctx = fakeMac({'container list': list(named('n', '10.0.0.2'), named('m', '10.0.0.3'))})
  await finishNames(ctx, {cluster: 'a', node: 'n'})
  const script = ctx.calls.find(({argv}) => argv.includes('-c'))?.argv[6] ?? ''
  const directory = await mkdtemp(join(tmpdir(), 'kina-hosts-'))
  try {
    const file = join(directory, 'hosts')
    await writeFile(file, before)
    execFileSync('sh', ['-c', script.replaceAll('/etc/hosts', file), 'sh', ...args])
    return await readFile(file, 'utf8')
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
