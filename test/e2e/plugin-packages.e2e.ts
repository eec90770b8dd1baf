import assert from 'node:assert/strict'
import {access, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {KinaError} from '../../src/errors.js'
import {installPlugins} from '../../src/plugin-packages/install.js'
import {listPlugins, type PluginDescription} from '../../src/plugin-packages/inventory.js'
import {linkPlugin} from '../../src/plugin-packages/link.js'
import {readManifest} from '../../src/plugin-packages/manifest.js'
import {resetPlugins} from '../../src/plugin-packages/reset.js'
import {useInstalled} from '../../src/plugin-packages/registered.js'
import {uninstallPlugins} from '../../src/plugin-packages/uninstall.js'
import {updatePlugins} from '../../src/plugin-packages/update.js'
import {folderOf, quietStep, tarballOf, testHost, type TestHost} from '../plugin-packages/fixture.js'
import {registryServer} from '../plugin-packages/registry-server.js'
import {newUser, type User} from './kina.js'

/** With the npm that kina brings, and no network. */
describe('installing plugins', () => {
  let host: TestHost
  const install = (...given: string[]) => installPlugins(host, given, quietStep)
  const names = async () => (await readManifest(host.dataRoot)).oclif.plugins.map(({name}) => name)
  const modules = async () => (await readdir(join(host.dataRoot, 'node_modules'))).filter((name) => !name.startsWith('.')).sort()
  const fails = (code: string, message: RegExp) => (error: KinaError) => {
    assert.equal(error.code, code, error.message)
    assert.match(error.message, message)
    return true
  }

  beforeEach(async () => void (host = await testHost()))
  afterEach(() => host.leave())

  it('takes a file, keeps a copy of it, and says what it registers', async () => {
    const file = await tarballOf({name: 'kina-cni-one', cni: 'one'}, join(host.cwd, 'x.tgz'))
    const [plugin] = await install('x.tgz')
    assert.deepEqual([plugin?.name, plugin?.version, plugin?.source, plugin?.problems], ['kina-cni-one', '1.0.0', 'file', []])
    assert.deepEqual(plugin?.providers, [{kind: 'cni', name: 'one', summary: 'A test', contract: 1, options: [{name: 'mtu', type: 'integer', default: 1400, description: 'of links'}]}])
    // What npm and oclif look at later does not depend on the user's file.
    await rm(file)
    assert.deepEqual(await readdir(join(host.dataRoot, 'tarballs')), ['kina-cni-one-1.0.0.tgz'])
    await tarballOf({name: '@scope/kina-two', cni: 'two'}, join(host.cwd, 'two.tgz'))
    await install(`file:${join(host.cwd, 'two.tgz')}`)
    assert.deepEqual(await names(), ['kina-cni-one', '@scope/kina-two'])
    assert.deepEqual((await readdir(host.dataRoot)).sort(), ['node_modules', 'package-lock.json', 'package.json', 'tarballs'])
  })

  it('packs a folder, so that it is a copy, and two of them do not take each other’s name', async () => {
    await folderOf({name: 'kina-cni-b', cni: 'b'}, join(host.cwd, 'plugins/b'))
    await folderOf({name: 'kina-cni-a', cni: 'a'}, join(host.cwd, 'plugins/a'))
    const plugins = await install('plugins/b', './plugins/a')
    assert.deepEqual(plugins.map(({name, source}) => [name, source]), [['kina-cni-b', 'folder'], ['kina-cni-a', 'folder']])
    assert.deepEqual([await names(), await modules()], [['kina-cni-b', 'kina-cni-a'], ['kina-cni-a', 'kina-cni-b']])
    assert.equal((await readdir(join(host.dataRoot, 'node_modules'), {withFileTypes: true})).some((entry) => entry.isSymbolicLink()), false)
  })

  it('refuses what is of no use, and leaves nothing of it', async () => {
    await tarballOf({name: 'kina-cni-good', cni: 'good'}, join(host.cwd, 'good.tgz'))
    await install('good.tgz')
    await useInstalled(host, 'kina-cni-good')
    const before = await readFile(join(host.dataRoot, 'package.json'), 'utf8')
    const rows = [
      [{name: 'plain'}, /plain cannot be used as a plugin: its package.json has no "oclif" key/],
      [{name: 'kina-cni-future', cni: 'future', contract: 2}, /kina-cni-future 1\.0\.0 is of no use to this kina/],
      [{name: 'kina-cni-other', cni: 'good'}, /kina-cni-other 1\.0\.0 registers what kina-cni-good registers already; kina would use neither/],
    ] as const
    for (const [plugin, message] of rows) {
      await tarballOf(plugin, join(host.cwd, 'bad.tgz'))
      await assert.rejects(install('bad.tgz'), fails('E_PLUGIN_INVALID', message))
    }
    assert.deepEqual([await readFile(join(host.dataRoot, 'package.json'), 'utf8'), await modules()], [before, ['kina-cni-good']])
  })

  it('of several, installs all or none', async () => {
    await tarballOf({name: 'kina-cni-good', cni: 'good'}, join(host.cwd, 'good.tgz'))
    await writeFile(join(host.cwd, 'bad.tgz'), 'this is no tarball')
    await assert.rejects(install('good.tgz', 'bad.tgz'), fails('E_PLUGIN_INVALID', /bad\.tgz is not a packed npm package/))
    assert.deepEqual((await readdir(host.dataRoot)).filter((name) => name !== 'plugins.lock'), [])
  })

  it('says within seconds that a registry does not answer', () => assert.rejects(install('kina-cni-nowhere'), fails('E_PLUGIN_INSTALL', /kina-cni-nowhere@latest could not be fetched: the server does not answer \(ECONNREFUSED\)/)))

  it('takes names, versions and addresses from a registry, follows it at an update, and says when it has no such name', async () => {
    const registry = await registryServer()
    try {
      Object.defineProperty(host.config, 'npmRegistry', {value: registry.url})
      Object.assign(host, {env: {npm_config_cache: join(host.cwd, 'npm-cache')}})
      const published = async (name: string, version: string) => registry.publish(name, version, await tarballOf({name, version, cni: name.slice(9)}, join(host.cwd, `${name}.tgz`)))
      for (const version of ['1.0.0', '1.1.0']) await published('kina-cni-far', version)
      await published('kina-cni-url', '1.0.0')
      await assert.rejects(install('kina-cni-nosuch'), fails('E_PLUGIN_NOT_FOUND', /kina-cni-nosuch@latest is not in the npm registry/))
      await assert.rejects(install('kina-cni-far@7.0.0'), fails('E_PLUGIN_NOT_FOUND', /kina-cni-far@7\.0\.0 is not in the npm registry/))
      const plugins = await install('kina-cni-far@1.0.0', `${registry.url}/kina-cni-url/-/1.0.0.tgz`)
      assert.deepEqual(plugins.map(({name, version, source}) => [name, version, source]), [['kina-cni-far', '1.0.0', 'registry'], ['kina-cni-url', '1.0.0', 'url']])
      assert.deepEqual((await updatePlugins(host, quietStep)).map(({name, status, to}) => [name, status, to]), [['kina-cni-far', 'current', '1.0.0'], ['kina-cni-url', 'current', '1.0.0']])
      assert.equal((await install('kina-cni-far'))[0]?.version, '1.1.0')
      await published('kina-cni-far', '1.2.0')
      assert.deepEqual((await updatePlugins(host, quietStep)).find(({name}) => name === 'kina-cni-far'), {name: 'kina-cni-far', status: 'updated', from: '1.1.0', to: '1.2.0'})
    } finally {
      await registry.close()
    }
    // Without the registry, and without what npm remembers of it, an update is an error, and removes nothing.
    await rm(join(host.cwd, 'npm-cache'), {recursive: true, force: true})
    const failed = await updatePlugins(host, quietStep)
    assert.deepEqual(failed.map(({status}) => status), ['failed', 'failed'])
    assert.deepEqual([(await names()).sort(), await modules()], [['kina-cni-far', 'kina-cni-url'], ['kina-cni-far', 'kina-cni-url']])
  })

  it('removes a plugin that is broken, whatever else is', async () => {
    await tarballOf({name: 'kina-cni-one', cni: 'one'}, join(host.cwd, 'one.tgz'))
    await tarballOf({name: 'kina-cni-two', cni: 'two'}, join(host.cwd, 'two.tgz'))
    await install('one.tgz', 'two.tgz')
    await Promise.all(['node_modules/kina-cni-one', 'node_modules/kina-cni-two', 'tarballs'].map((part) => rm(join(host.dataRoot, part), {recursive: true})))
    const [one] = (await listPlugins(host.config, host.log, {core: false, json: true})).filter(({name}) => name === 'kina-cni-one')
    assert.match(one?.problems.join() ?? '', /cannot be loaded from|is missing/)
    assert.deepEqual(await uninstallPlugins(host, ['kina-cni-one']), [{name: 'kina-cni-one', type: 'user'}])
    assert.deepEqual(await names(), ['kina-cni-two'])
    await assert.rejects(uninstallPlugins(host, ['kina-cni-one']), fails('E_PLUGIN_NOT_FOUND', /no installed plugin "kina-cni-one"/))
  })

  it('mends a plugin that was half removed when another one is installed', async () => {
    await tarballOf({name: 'kina-cni-one', cni: 'one'}, join(host.cwd, 'one.tgz'))
    await tarballOf({name: 'kina-cni-two', cni: 'two'}, join(host.cwd, 'two.tgz'))
    await install('one.tgz')
    await rm(join(host.dataRoot, 'node_modules/kina-cni-one/register.js'))
    await rm(join(host.dataRoot, 'node_modules/kina-cni-one/package.json'))
    await install('two.tgz')
    assert.deepEqual((await readdir(join(host.dataRoot, 'node_modules/kina-cni-one'))).sort(), ['package.json', 'register.js'])
  })

  it('updates what came with kina to what this kina brings, and removes nothing', async () => {
    const root = join(host.cwd, 'kina')
    const carries = {...host, packageRoot: root, firstParty: {'kina-cni-own': 'plugins/own'}}
    await folderOf({name: 'kina-cni-own', cni: 'own'}, join(root, 'plugins/own'))
    await writeFile(join(root, 'plugins/own/dist'), '')
    await tarballOf({name: 'kina-cni-file', cni: 'file'}, join(host.cwd, 'file.tgz'))
    const plugins = await installPlugins(carries, ['kina-cni-own', 'file.tgz'], quietStep)
    assert.deepEqual(plugins.map(({source}) => source), ['kina', 'file'])
    const file = {name: 'kina-cni-file', from: '1.0.0', to: '1.0.0', status: 'fixed', reason: 'it came from a file: install the new file to update it'}
    assert.deepEqual(await updatePlugins(carries, quietStep), [{name: 'kina-cni-own', from: '1.0.0', to: '1.0.0', status: 'current', reason: 'current'}, file])
    await folderOf({name: 'kina-cni-own', version: '1.1.0', cni: 'own'}, join(root, 'plugins/own'))
    assert.deepEqual(await updatePlugins(carries, quietStep), [{name: 'kina-cni-own', status: 'updated', from: '1.0.0', to: '1.1.0'}, file])
    assert.deepEqual([await names(), await readdir(join(host.dataRoot, 'tarballs'))], [['kina-cni-file', 'kina-cni-own'], ['kina-cni-file-1.0.0.tgz', 'kina-cni-own-1.1.0.tgz']])
  })

  it('links a folder in place of what is installed, and takes all away at a reset', async () => {
    await tarballOf({name: 'kina-cni-one', cni: 'one'}, join(host.cwd, 'one.tgz'))
    await install('one.tgz')
    const root = await folderOf({name: 'kina-cni-one', version: '2.0.0', cni: 'one'}, join(host.cwd, 'one'))
    assert.equal((await linkPlugin(host, 'one', {install: false})).version, '2.0.0')
    assert.deepEqual((await readManifest(host.dataRoot)).oclif.plugins, [{name: 'kina-cni-one', type: 'link', root}])
    assert.deepEqual(await modules(), [])
    await assert.rejects(linkPlugin(host, 'nowhere', {install: false}), fails('E_PLUGIN_NOT_FOUND', /nowhere is not the folder of a package/))
    assert.deepEqual(await resetPlugins(host), [{name: 'kina-cni-one', type: 'link'}])
    assert.deepEqual(await names(), [])
  })
})

type Running = ReturnType<User['start']>

/** kina as a program of its own, killed with whatever it has started. */
describe('installing plugins, killed half-way', () => {
  let user: User
  before(async () => {
    user = await newUser()
    for (const name of ['one', 'two']) await tarballOf({name: `kina-cni-${name}`, cni: name}, join(user.home, `${name}.tgz`))
  })
  after(() => user.leave())

  const offline = {KINA_NPM_REGISTRY: 'http://127.0.0.1:1'}
  const data = () => join(user.home, 'data/kina')
  const listed = async () => {
    const {plugins} = JSON.parse((await user.kina(['plugins', '--json'], offline)).stdout) as {plugins: PluginDescription[]}
    return plugins.filter(({type}) => type === 'installed').map(({name, problems}) => [name, problems.length])
  }

  for (const [when, sign] of [['npm', 'tarballs/kina-cni-one-1.0.0.tgz'], ['npm has written its packages', 'node_modules/kina-cni-one/register.js'], ['the copy is complete', 'node_modules/.package-lock.json']] as const) {
    it(`leaves a kina that works, and the next installation works: ${when}`, async () => {
      await killedAt(() => signOf(sign), (running) => void running.kill('SIGKILL'))
      const between = await listed()
      assert.ok(between.length === 0 || (between.length === 1 && between[0]![1] === 0), JSON.stringify(between))
      const next = await user.kina(['plugins', 'install', './two.tgz'], offline)
      assert.equal(next.exitCode, 0, next.all)
      const again = await user.kina(['plugins', 'install', './one.tgz'], offline)
      assert.equal(again.exitCode, 0, again.all)
      assert.deepEqual(await listed(), [['kina-cni-one', 0], ['kina-cni-two', 0]])
    })
  }

  it('by the death of npm alone, is an error, and all is as it was', async () => {
    const {exitCode, all} = await killedAt((running) => killNpmOf(running.pid!), () => {})
    assert.equal(exitCode, 1, all)
    assert.match(all, /Code: E_PLUGIN_INSTALL/)
    assert.deepEqual(await listed(), [])
    assert.deepEqual((await readdir(data())).filter((name) => name.startsWith('plugins')), [])
  })

  it('two at the same time do not lose each other’s plugin', async () => {
    await user.kina(['plugins', 'reset'], offline)
    const both = await Promise.all(['./one.tgz', './two.tgz'].map((file) => user.kina(['plugins', 'install', file], offline)))
    assert.deepEqual(both.map(({exitCode}) => exitCode), [0, 0], both.map(({all}) => all).join('\n'))
    assert.deepEqual(await listed(), [['kina-cni-one', 0], ['kina-cni-two', 0]])
  })

  /** An installation that did not get to its end; on a fast machine the moment may be missed, and is waited for again. */
  async function killedAt(moment: (running: Running) => Promise<boolean>, kill: (running: Running) => void): Promise<{exitCode?: number | undefined; all: string}> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      await user.kina(['plugins', 'reset'], offline)
      const running = user.start(['plugins', 'install', './one.tgz'], offline)
      let ended = false
      void running.then(() => (ended = true))
      let seen = false
      while (!ended && !seen) {
        seen = await moment(running)
        await sleep(2)
      }
      kill(running)
      const result = await running
      if (seen && result.exitCode !== 0) return result
    }
    throw new Error('every installation was faster than the test')
  }

  async function signOf(path: string): Promise<boolean> {
    const stages = (await readdir(data()).catch(() => [])).filter((name) => name.startsWith('plugins.stage-'))
    const found = await Promise.all(stages.map((stage) => access(join(data(), stage, path)).then(() => true, () => false)))
    return found.includes(true)
  }

  /** npm, once it runs. */
  async function killNpmOf(pid: number): Promise<boolean> {
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).split(' ').filter((child) => child !== '')
    for (const child of children) process.kill(Number(child), 'SIGKILL')
    return children.length > 0
  }
})
