import assert from 'node:assert/strict'
import {createReadStream} from 'node:fs'
import {lstat, mkdir, readFile, readdir, readlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {createGunzip} from 'node:zlib'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import type {App} from '../../src/app.js'
import {exportLogs, type ExportedLogs} from '../../src/logs/export.js'
import type {FakeExecHandler, FakeRuntime} from '../../src/testing/index.js'
import {fakeContext, fakeRuntime} from '../../src/testing/index.js'
import {exportTo} from '../kubeconfig/scratch-home.js'
import {quietStep, withApp} from '../cluster/test-app.js'
import {examplePlan} from '../plan/example-plan.js'
import {PLANTED, troubledNode} from './troubled-node.js'

describe('exporting logs', () => {
  it('has a folder for each node as kind has it, the objects of the API, and what kina knows', () =>
    withCluster([troubledNode()], async ({app, output, exported}) => {
      const {path, files, missing} = await exported()
      assert.equal(path, output)
      const all = await filesUnder(output)
      assert.equal(all.filter(({link}) => !link).length, files)
      const names = all.map((file) => file.path)
      for (const name of ['cluster.json', 'versions.json', 'doctor.json', 'kubeconfig.yaml', 'missing.txt', 'api/nodes.json', 'api/pods.json', 'api/events.txt', 'api/describe-pods.txt']) assert.ok(names.includes(name), name)
      for (const node of ['dev-control-plane', 'dev-worker']) {
        for (const name of ['journal.log', 'kubelet.log', 'containerd.log', 'serial.log', 'node.json', 'crictl/inspect.json', 'pods/default_shop_1/shop/0.log', 'containers/shop.log']) assert.ok(names.includes(`${node}/${name}`), `${node}/${name}`)
      }
      assert.equal(await readFile(join(output, 'dev-worker/containers/shop.log'), 'utf8'), await readFile(join(output, 'dev-worker/pods/default_shop_1/shop/0.log'), 'utf8'))
      assert.match(await readFile(join(output, 'dev-worker/serial.log'), 'utf8'), /^booting dev-worker$/m)
      assert.match(await readFile(join(output, 'dev-worker/kubelet.log'), 'utf8'), /--unit=kubelet\.service/)
      const facts = JSON.parse(await readFile(join(output, 'dev-control-plane/node.json'), 'utf8')) as {role: string; addresses: string[]; api: {port: number}}
      assert.deepEqual([facts.role, facts.addresses.length, facts.api.port], ['control-plane', 1, 40123])
      assert.equal((JSON.parse(await readFile(join(output, 'versions.json'), 'utf8')) as {kina: string}).kina, '9.9.9')
      assert.ok(missing.some((lack) => lack.path === 'dev-worker/network/iptables.txt' && lack.reason === 'cannot lock'))
      assert.equal(await readFile(join(output, 'dev-worker/network/iptables.txt'), 'utf8'), '*filter\n')
      assert.match(await readFile(join(output, 'missing.txt'), 'utf8'), /^dev-worker\/network\/iptables\.txt: cannot lock$/m)
      assert.equal(app.signal.aborted, false)
    }))

  it('has no secret in it, wherever it was', () =>
    withCluster([troubledNode()], async ({output, exported}) => {
      await exported()
      await withoutSecrets(output, 40)
      const pods = await readFile(join(output, 'api/pods.json'), 'utf8')
      assert.match(pods, /"value": "REDACTED"/)
      assert.match(pods, /"value": "test"/)
      // From the variable of a container, as the API did not tell.
      assert.match(await readFile(join(output, 'dev-worker/pods/default_shop_1/shop/0.log'), 'utf8'), /^connecting as me:REDACTED$/m)
    }))

  it('keeps the end of a long log, and nothing of what leads out of the folder', () =>
    withCluster([troubledNode({long: true})], async ({app, output, exported}) => {
      await exported()
      const long = await readFile(join(output, 'dev-control-plane/pods/default_long_2/long/0.log'), 'utf8')
      assert.match(long, /^\[kina: \d+ bytes before this were left out\]\n/)
      assert.match(long, /last\n$/)
      assert.ok(long.length < 2.1 * 1024 * 1024)
      assert.deepEqual((await filesUnder(app.home)).filter(({path}) => /outside|evil/.test(path)), [])
    }, 0))

  it('is for its owner alone', () =>
    withCluster([troubledNode()], async ({output, exported}) => {
      await exported()
      for (const {path, mode, link} of await filesUnder(output)) if (!link) assert.equal(mode & 0o077, 0, path)
      assert.equal((await lstat(output)).mode & 0o077, 0)
    }))

  it('takes what there is when the API is down, one node is stopped, and another answers nothing', () =>
    withCluster([({node}) => (node === 'dev-worker2' ? new Error('cannot be reached') : undefined), troubledNode({api: false})], async ({fake, output, exported}) => {
      const stopped = (await fake.backend.listNodes(fakeContext())).find(({name}) => name === 'dev-worker')
      await fake.backend.power!.stop(stopped!, fakeContext())
      const {missing} = await exported()
      const reasons = Object.fromEntries(missing.map(({path, reason}) => [path, reason]))
      assert.equal(reasons['api'], 'dev-control-plane: The connection to the server dev-api:6443 was refused')
      assert.equal(reasons['dev-worker'], 'it does not run')
      assert.match(reasons['dev-worker2'] ?? '', /cannot be reached/)
      const names = (await filesUnder(output)).map(({path}) => path)
      for (const name of ['dev-worker/serial.log', 'dev-worker2/serial.log', 'dev-control-plane/kubelet.log']) assert.ok(names.includes(name), name)
      assert.deepEqual(names.filter((name) => /^dev-worker2?\//.test(name)).sort(), ['dev-worker/node.json', 'dev-worker/serial.log', 'dev-worker2/node.json', 'dev-worker2/serial.log'])
      await withoutSecrets(output, 10)
    }, 2))

  it('of what a creation left without a node has what kina knows', () =>
    withCluster([], async ({app, fake, output}) => {
      fake.world.networks.add('ruin')
      const {missing} = await exportLogs(app, {cluster: 'ruin', output}, quietStep)
      assert.deepEqual(missing.map(({path}) => path).sort(), ['api', 'kubeconfig.yaml'])
      assert.equal((JSON.parse(await readFile(join(output, 'cluster.json'), 'utf8')) as {status: string}).status, 'ruin')
      await assert.rejects(exportLogs(app, {cluster: 'nosuch', output: join(app.home, 'x')}, quietStep), {code: 'E_CLUSTER_NOT_FOUND'})
    }))

  it('may be an archive', () =>
    withCluster([troubledNode()], async ({app, exported}) => {
      const file = join(app.home, 'logs/dev.tar.gz')
      const {files} = await exported(file)
      const entries = createReadStream(file).pipe(createGunzip()).pipe(extract())
      const found = new Map<string, string>()
      for await (const entry of entries) found.set(entry.header.name, entry.header.type === 'symlink' ? `-> ${entry.header.linkname}` : await text(entry))
      assert.equal([...found].filter(([name, content]) => !content.startsWith('-> ') && name.includes('.')).length, files)
      assert.equal(found.get('dev/dev-worker/containers/shop.log'), '-> ../pods/default_shop_1/shop/0.log')
      assert.doesNotMatch([...found.values()].join('\n'), new RegExp(PLANTED))
      assert.deepEqual(await readdir(join(app.home, 'logs')), ['dev.tar.gz'])
      assert.equal((await lstat(file)).mode & 0o077, 0)
    }))

  it('writes over nothing', () =>
    withCluster([troubledNode()], async ({app, output, exported}) => {
      await mkdir(output)
      await writeFile(join(output, 'mine'), '')
      await assert.rejects(exported(), {code: 'E_DIRECTORY_NOT_EMPTY', exit: 2})
      await writeFile(join(app.home, 'mine.tgz'), 'mine')
      await assert.rejects(exported(join(app.home, 'mine.tgz')), {code: 'E_DIRECTORY_NOT_EMPTY', exit: 2})
      assert.equal(await readFile(join(app.home, 'mine.tgz'), 'utf8'), 'mine')
      await assert.rejects(exported(join(app.home, 'mine.tgz/below')), {code: 'E_DIRECTORY_NOT_EMPTY', exit: 2})
    }))

  it('leaves nothing when it is interrupted', () => {
    const stop = new AbortController()
    const interrupts: FakeExecHandler = ({argv}) => (argv[0] === 'dmesg' ? (stop.abort(new Error('enough')), new Error('aborted')) : undefined)
    return withCluster([interrupts, troubledNode()], async ({app, output, exported}) => {
      await assert.rejects(exported(), /enough/)
      await assert.rejects(lstat(output))
      await mkdir(join(app.home, 'a'))
      await assert.rejects(exported(join(app.home, 'a/b.tgz')), /enough/)
      assert.deepEqual(await readdir(join(app.home, 'a')), [])
    }, 1, stop.signal)
  })
})

interface Bench {
  readonly app: App
  readonly fake: FakeRuntime
  /** A folder that is not there yet. */
  readonly output: string
  readonly exported: (output?: string) => Promise<ExportedLogs>
}

async function withCluster(exec: readonly FakeExecHandler[], work: (bench: Bench) => Promise<void>, workers = 1, signal = new AbortController().signal): Promise<void> {
  const fake = fakeRuntime({images: ['kina/node:v1.31.0'], exec})
  const plan = examplePlan({workers}, {name: 'dev'})
  const createNode = await fake.backend.prepare(plan, fakeContext())
  for (const planned of plan.nodes) await createNode(planned)
  for (const machine of fake.world.nodes.values()) machine.console.push(`booting ${machine.plan.name}\n`)
  await withApp({runtimes: [fake], signal}, async (app) => {
    await writeFile(join(app.packageRoot, 'package.json'), '{"version": "9.9.9"}')
    await exportTo(app.home, 'dev')
    const output = join(app.home, 'out')
    await work({app, fake, output, exported: (path = output) => exportLogs(app, {cluster: 'dev', output: path}, quietStep)})
  })
}

async function filesUnder(folder: string): Promise<{path: string; mode: number; link: boolean}[]> {
  const entries = (await readdir(folder, {recursive: true, withFileTypes: true})).filter((entry) => !entry.isDirectory())
  return Promise.all(entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) assert.doesNotMatch(await readlink(path), /^\//)
    return {path: path.slice(folder.length + 1), mode: (await lstat(path)).mode & 0o777, link: entry.isSymbolicLink()}
  }))
}

/** Also not in base64, and not the key of the kubeconfig. */
async function withoutSecrets(folder: string, atLeast: number): Promise<void> {
  const files = (await filesUnder(folder)).filter(({link}) => !link)
  assert.ok(files.length >= atLeast, `${files.length} files`)
  for (const {path} of files) {
    const content = await readFile(join(folder, path), 'utf8')
    for (const secret of [PLANTED, Buffer.from(PLANTED).toString('base64').replace(/=+$/, ''), 'S0VZ']) assert.ok(!content.includes(secret), `${secret} in ${path}`)
  }
}
