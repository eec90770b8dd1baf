import assert from 'node:assert/strict'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {PluginDescription} from '../../src/plugin-packages/inventory.js'
import {assertGolden} from '../golden.js'
import {packageRoot, withUser} from './kina.js'

const {version} = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {version: string}
/** Without what changes with every release and every machine. */
const neutral = (text: string, home: string) => text.replaceAll(home, 'HOME').replaceAll(packageRoot, 'PACKAGE/').replaceAll(version, 'X.Y.Z')

describe('kina plugins', () => {
  it('shows what every plugin registers, and which are broken', () =>
    withUser(['fake-runtime', 'fake-throws'], async ({kina, home}) => {
      await withHalfInstalled(home)
      const {exitCode, stdout} = await kina(['plugins'])
      assert.equal(exitCode, 0)
      assertGolden('commands/plugins.txt', neutral(stdout, home))
    }))

  it('has the same as JSON, with the options of each provider', () =>
    withUser(['fake-runtime', 'fake-throws'], async ({kina, home}) => {
      await withHalfInstalled(home)
      const {stdout} = await kina(['plugins', '--json'])
      assertGolden('commands/plugins.json', neutral(stdout, home))
    }))

  it('adds the plugins of the command line itself with --core', () =>
    withUser([], async ({kina}) => {
      const {plugins} = JSON.parse((await kina(['plugins', '--core', '--json'])).stdout) as {plugins: PluginDescription[]}
      assert.ok(plugins.some(({name, providers}) => name === '@oclif/plugin-plugins' && providers.length === 0))
    }))

  it('says which plugins were left out', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const {stdout} = await kina(['plugins'], {KINA_NO_USER_PLUGINS: '1'})
      assert.match(stdout, /kina-fake-runtime: left out, because KINA_NO_USER_PLUGINS is 1/)
    }))

  it('works when the list of plugins cannot be read, and says what happens next', () =>
    withUser([], async ({kina, home}) => {
      await writeFile(join(home, 'data/kina/package.json'), '{"oclif": {"plu')
      const {exitCode, stdout, stderr} = await kina(['plugins'])
      assert.equal(exitCode, 0)
      assert.match(stdout, /^PLUGIN +VERSION/)
      assert.match(stderr, /\[warn\] The list of plugins, \S+, cannot be read: .+ kina plugins update makes it again from what is installed\./)
      const updated = await kina(['plugins', 'update'])
      assert.deepEqual([updated.exitCode, updated.stdout], [0, 'There are no installed plugins.\n'])
      assert.match(updated.stderr, /It was made again from what is installed \(none\)/)
      assert.equal((await kina(['plugins'])).stderr, '')
    }))
})

describe('kina plugins inspect', () => {
  it('shows everything about a plugin', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      const {exitCode, stdout} = await kina(['plugins', 'inspect', 'kina-fake-runtime', 'kina-cni-ptp'])
      assert.equal(exitCode, 0)
      assertGolden('commands/plugins-inspect.txt', neutral(stdout, home))
    }))

  it('of what is not there names those there are', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const {exitCode, stderr} = await kina(['plugins', 'inspect', 'kina-nosuch'])
      assert.equal(exitCode, 2)
      assert.match(stderr, /There is no plugin "kina-nosuch"\.\nCode: E_PLUGIN_NOT_FOUND\n\n {4}There are: .*kina-fake-runtime/)
    }))
})

describe('kina plugins install', () => {
  it('fails at once, and in kina’s words, for a file that is not there', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout, stderr} = await kina(['plugins', 'install', './nosuch.tgz'])
      assert.deepEqual([exitCode, stdout], [2, ''])
      assert.match(stderr, /^Error: There is no file \S+nosuch\.tgz\.\nCode: E_PLUGIN_NOT_FOUND\n/)
      const {error} = JSON.parse((await kina(['plugins', 'install', './nosuch.tgz', '--json'])).stdout) as {error: {code: string; exit: number}}
      assert.deepEqual([error.code, error.exit], ['E_PLUGIN_NOT_FOUND', 2])
    }))
})

/** As a killed npm leaves it: in the list, without its package. */
async function withHalfInstalled(home: string): Promise<void> {
  const file = join(home, 'data/kina/package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {oclif: {plugins: unknown[]}}
  manifest.oclif.plugins.push({name: 'kina-cni-half', type: 'user', tag: 'latest'})
  await mkdir(join(home, 'data/kina/node_modules/kina-cni-half'), {recursive: true})
  await writeFile(file, JSON.stringify(manifest))
}
