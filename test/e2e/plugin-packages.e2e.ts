import assert from 'node:assert/strict'
import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {installPlugins} from '../../src/plugin-packages/install.js'
import {listPlugins} from '../../src/plugin-packages/inventory.js'
import {linkPlugin} from '../../src/plugin-packages/link.js'
import {readManifest} from '../../src/plugin-packages/manifest.js'
import {resetPlugins} from '../../src/plugin-packages/reset.js'
import {useInstalled} from '../../src/plugin-packages/registered.js'
import {uninstallPlugins} from '../../src/plugin-packages/uninstall.js'
import {updatePlugins} from '../../src/plugin-packages/update.js'
import {folderOf, quietStep, tarballOf, testHost, type TestHost} from '../plugin-packages/fixture.js'

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
      [{name: 'plain'}, /plain is no plugin of kina/],
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

  it('removes a plugin that is broken, whatever else is', async () => {
    await tarballOf({name: 'kina-cni-one', cni: 'one'}, join(host.cwd, 'one.tgz'))
    await tarballOf({name: 'kina-cni-two', cni: 'two'}, join(host.cwd, 'two.tgz'))
    await install('one.tgz', 'two.tgz')
    await Promise.all(['node_modules/kina-cni-one', 'node_modules/kina-cni-two', 'tarballs'].map((part) => rm(join(host.dataRoot, part), {recursive: true})))
    const [one] = (await listPlugins(host.config, host.log, {core: false})).filter(({name}) => name === 'kina-cni-one')
    assert.match(one?.problems.join() ?? '', /cannot be loaded from .*kina plugins uninstall kina-cni-one removes it/)
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
