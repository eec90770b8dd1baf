import assert from 'node:assert/strict'
import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {importsOf, trespasses} from './imports.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the boundary between core and plugins', () => {
  for (const folder of ['src', 'dist']) {
    it(`no module in plugins/*/${folder} imports core, another plugin, or more than types of kina/plugin`, async () => {
      const modules = await modulesOfPlugins(folder)
      assert.ok(modules.length > 20, `only ${modules.length} modules in plugins/*/${folder}`)
      assert.deepEqual(modules.flatMap(({file, text, dependencies}) => trespasses(text, {file, dependencies})), [])
    })
  }

  it('nothing of the contract is left in what a plugin runs', async () => {
    const modules = (await modulesOfPlugins('dist')).filter(({file}) => file.endsWith('.js'))
    assert.deepEqual(modules.filter(({text}) => importsOf(text).some(({specifier}) => /^kina(\/|$)/.test(specifier))).map(({file}) => file), [])
  })

  it('no module of core imports a plugin', async () => {
    const modules = await modulesIn('src')
    assert.ok(modules.length > 100)
    const found = modules.flatMap(({file, text}) => importsOf(text, file).filter(({specifier}) => /^kina-|(^|\/)plugins\/[^/]+\/(src|dist)\//.test(specifier)).map(({line}) => `${file}:${line}`))
    assert.deepEqual(found, [])
  })

  it('plugins can be imported by nobody: they export their package.json alone', async () => {
    for (const {folder, manifest} of await plugins()) assert.deepEqual([folder, manifest.exports], [folder, {'./package.json': './package.json'}])
  })

  const REFUSED: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['a value of kina/plugin', "import {x} from 'kina/plugin'", /takes more than types/],
    ['types of kina/plugin in a way that loads it', "import {type Node} from 'kina/plugin'", /takes more than types/],
    ['all of kina/plugin', "import * as all from 'kina/plugin'", /takes more than types/],
    ['a re-export of kina/plugin', "export * from 'kina/plugin'", /takes more than types/],
    ['kina/testing', "import {fakeContext} from 'kina/testing'", /imports kina\/testing/],
    ['a file of core by its package', "import type {App} from 'kina/dist/app.js'", /imports kina\/dist/],
    ['a file of core by its path', "import {exec} from '../../../src/process/exec.js'", /imports \.\.\/\.\.\/\.\./],
    ['another plugin by name', "import 'kina-cni-ptp'", /imports kina-cni-ptp/],
    ['another plugin by path', "import {ptp} from '../../cni-ptp/src/ptp.js'", /imports \.\.\/\.\.\/cni-ptp/],
    ['the tests of its own package', "import {golden} from '../test/golden.js'", /imports \.\.\/test/],
    ['a package that it does not depend on', "import {execa} from 'execa'", /imports execa/],
    ['something at run time', "await import('execa')", /imports execa/],
    ['something whose name is computed', 'await import(name)', /imports \(computed\)/],
    ['something by require', "const x = require('execa')", /imports execa/],
    ['a type of core', "let x: import('../../../src/app.js').App", /imports \.\.\/\.\.\/\.\./],
  ]
  for (const [what, text, reason] of REFUSED) {
    it(`would not let a plugin import ${what}`, () => assert.match(trespasses(text, {file: 'plugins/cni-x/src/x.ts'}).join('\n'), reason))
  }

  it('lets a plugin import its own modules, Node.js, types of the contract, and its dependencies', () => {
    const text = "import type {Node} from 'kina/plugin'\nimport {a} from './a.js'\nimport {b} from './folder/b.js'\nimport {join} from 'node:path'\nimport {parse} from 'yaml'\nexport type * from 'kina/plugin'\nlet n: import('kina/plugin').Node"
    assert.deepEqual(trespasses(text, {file: 'plugins/cni-x/src/x.ts', dependencies: ['yaml']}), [])
  })
})

const UNFINISHED = JSON.stringify({name: '', exports: {'./package.json': './package.json'}})

interface Module {
  readonly file: string
  readonly text: string
}

interface Manifest {
  readonly name: string
  readonly exports: unknown
  readonly dependencies?: Readonly<Record<string, string>>
}

/** One without a package.json is not finished, and may import nothing of any package. */
async function plugins(): Promise<{readonly folder: string; readonly manifest: Manifest}[]> {
  const folders = (await readdir(join(root, 'plugins'), {withFileTypes: true})).filter((entry) => entry.isDirectory()).map(({name}) => `plugins/${name}`)
  return Promise.all(folders.map(async (folder) => ({folder, manifest: JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => UNFINISHED)) as Manifest})))
}

async function modulesOfPlugins(folder: string): Promise<(Module & {readonly dependencies: readonly string[]})[]> {
  const all = await Promise.all((await plugins()).map(async (plugin) => (await modulesIn(`${plugin.folder}/${folder}`)).map((module) => ({...module, dependencies: Object.keys(plugin.manifest.dependencies ?? {})}))))
  return all.flat()
}

async function modulesIn(folder: string): Promise<Module[]> {
  const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true})
  const files = entries.filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name)).map((entry) => relative(root, join(entry.parentPath, entry.name)))
  return Promise.all(files.map(async (file) => ({file, text: await readFile(join(root, file), 'utf8')})))
}
