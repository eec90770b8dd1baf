import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {execa} from 'execa'
import {npm, pack} from '../../scripts/npm.mjs'
import {packageRoot} from './kina.js'
import {DEFAULT_RUNTIME, ociPlace} from './places/oci.js'

const BUNDLED = ['kina-cni-from-image', 'kina-cni-ptp', 'kina-image-containerfile', 'kina-runtime-apple', 'kina-runtime-oci']

const CLUSTER = 'e2e-packed'

/** kina as it is published: a tarball, an empty directory, no checkout anywhere near. */
describe('the packed kina in an empty directory', () => {
  let home: string
  let kina: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<{exitCode?: number | undefined; stdout: string; stderr: string; all: string}>

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'kina-packed-'))
    const tarball = pack(packageRoot, home)
    const project = join(home, 'project')
    await mkdir(project)
    // Its own packages are in the tarball; what others make comes from the registry, or from npm's cache.
    npm(['install', join('..', basename(tarball)), '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {cwd: project})
    const env = {HOME: home, XDG_DATA_HOME: join(home, 'data'), KINA_CACHE_DIR: process.env['KINA_CACHE_DIR'] ?? join(homedir(), '.cache/kina'), KUBECONFIG: '', GOCACHE: join(homedir(), '.cache/go-build'), GOPATH: join(homedir(), 'go')}
    // No registry from here on.
    const offline = {KINA_NPM_REGISTRY: 'http://127.0.0.1:1'}
    kina = async (args, more) => execa(process.execPath, [join(project, 'node_modules/.bin/kina'), ...args], {cwd: project, env: {...env, ...offline, ...more}, all: true, reject: false, stdin: 'ignore'})
  })

  after(async () => {
    await kina(['cluster', 'delete', CLUSTER])
    await rm(home, {recursive: true, force: true})
  })

  it('has brought its plugins, and none of them from a registry', async () => {
    assert.match((await kina(['--version'])).stdout, /^kina\/\d/)
    const own = join(home, 'project/node_modules/kina')
    assert.deepEqual((await readdir(join(own, 'node_modules'))).sort(), BUNDLED)
    const {stdout} = await kina(['plugins', '--json'])
    const {plugins} = JSON.parse(stdout) as {plugins: {name: string; type: string; location: string; problems: string[]}[]}
    assert.deepEqual(plugins.map(({name, type, problems}) => [name, type, problems]), BUNDLED.map((name) => [name, 'bundled', []]))
    for (const {location} of plugins) assert.ok(location.startsWith(own), location)
  })

  it('says which command installs a CNI that is not there', async () => {
    const {exitCode, stderr} = await kina(['cluster', 'create', CLUSTER, '--cni', 'flannel'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /There is no cni called "flannel"/)
    assert.match(stderr, /kina plugins install kina-cni-flannel/)
  })

  it('offers on a terminal to install it, and goes on', async () => {
    const answers = await onTerminal(['cluster', 'create', CLUSTER, '--cni', 'flannel'], {question: 'Install it now?', answer: 'y\r'})
    // Without a runtime it ends after that.
    assert.match(answers, /Plugin kina-cni-flannel/)
    assert.match(answers, /Code: E_RUNTIME_UNAVAILABLE/)
    assert.match((await kina(['plugins', 'uninstall', 'kina-cni-flannel'])).stdout, /^Uninstalled kina-cni-flannel\./)
    const declined = await onTerminal(['cluster', 'create', CLUSTER, '--cni', 'flannel'], {question: 'Install it now?', answer: 'n\r'})
    assert.match(declined, /Code: E_PROVIDER_UNKNOWN/)
  })

  it('asks nothing where nobody can answer, and about packages it does not know', async () => {
    for (const [args, env] of [[['--cni', 'flannel'], {CI: 'true'}], [['--cni', 'flannel', '--json'], {}], [['--cni', 'unheard-of'], {}]] as const) {
      const said = await onTerminal(['cluster', 'create', CLUSTER, ...args], {question: 'Install it now?', answer: 'y\r', env})
      assert.match(said, /E_PROVIDER_UNKNOWN/)
      assert.doesNotMatch(said, /Install it now/)
    }
  })

  it('installs a first-party plugin without a network, and makes a cluster with it', async () => {
    const installed = await kina(['plugins', 'install', 'kina-cni-flannel'])
    assert.equal(installed.exitCode, 0, installed.all)
    assert.match(installed.stdout, /^Installed kina-cni-flannel \S+, which came with kina\.\nIt registers cni flannel\.\n/)
    assert.match((await kina(['plugins'])).stdout, /^kina-cni-flannel +\S+ +installed +cni flannel +1 /m)
    const created = await kina(['cluster', 'create', CLUSTER, '--cni', 'flannel'])
    assert.equal(created.exitCode, 0, created.all)
    assert.match(created.stdout, /CNI flannel/)
    const pods = await execa('podman', ['exec', `${CLUSTER}-control-plane`, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'get', 'pods', '-A', '-o', 'jsonpath={.items[*].status.phase}'])
    assert.deepEqual([...new Set(pods.stdout.split(' '))], ['Running'])
    const deleted = await kina(['cluster', 'delete', CLUSTER])
    assert.equal(deleted.exitCode, 0, deleted.all)
    assert.deepEqual(await ociPlace(DEFAULT_RUNTIME).leftovers(CLUSTER), [])
  })

  it('has nothing of the plugin after it is uninstalled, and create says so', async () => {
    assert.equal((await kina(['plugins', 'uninstall', 'kina-cni-flannel'])).exitCode, 0)
    const {exitCode, stderr} = await kina(['cluster', 'create', CLUSTER, '--cni', 'flannel'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /kina plugins install kina-cni-flannel/)
    assert.deepEqual(await readdir(join(home, 'data/kina/tarballs')), [])
  })

  /** What a terminal shows; `script` of util-linux makes one. No program but Node.js is on PATH. */
  async function onTerminal(args: readonly string[], {question, answer, env = {}}: {question: string; answer: string; env?: Readonly<Record<string, string>>}): Promise<string> {
    const path = join(home, 'path')
    await mkdir(path, {recursive: true})
    const runner = join(home, 'run.sh')
    const variables = Object.entries({HOME: home, XDG_DATA_HOME: join(home, 'data'), PATH: path, TERM: 'xterm', KINA_NPM_REGISTRY: 'http://127.0.0.1:1', ...env}).map(([name, value]) => `${name}='${value}'`)
    await writeFile(runner, `exec env -i ${variables.join(' ')} '${process.execPath}' '${join(home, 'project/node_modules/.bin/kina')}' ${args.join(' ')}\n`)
    const terminal = execa('script', ['--quiet', '--command', `sh ${runner}`, '/dev/null'], {all: true, reject: false, stdin: 'pipe', timeout: 120_000})
    let shown = ''
    let answered = false
    terminal.all.on('data', (chunk: Buffer) => {
      shown += chunk.toString()
      if (answered || !shown.includes(question)) return
      answered = true
      terminal.stdin.write(answer)
    })
    await terminal
    return shown
  }
})
