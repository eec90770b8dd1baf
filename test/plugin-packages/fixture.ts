import {createWriteStream} from 'node:fs'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {fileURLToPath} from 'node:url'
import {createGzip} from 'node:zlib'
import {Config} from '@oclif/core'
import {pack} from 'tar-stream'
import type {PackageHost} from '../../src/plugin-packages/host.js'
import type {Step} from '../../src/report/step.js'

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))

/** A host in a directory of its own, where nothing is installed and no registry answers. */
export interface TestHost extends PackageHost {
  readonly warnings: string[]
  readonly leave: () => Promise<void>
}

export async function testHost(changes: Partial<PackageHost> = {}): Promise<TestHost> {
  const home = await mkdtemp(join(tmpdir(), 'kina-plugins-'))
  const dataRoot = join(home, 'data')
  await mkdir(dataRoot)
  const config = await Config.load({root: packageRoot, userPlugins: false})
  // Nobody listens on port 1.
  Object.defineProperty(config, 'npmRegistry', {value: 'http://127.0.0.1:1'})
  Object.defineProperty(config, 'dataDir', {value: dataRoot})
  const warnings: string[] = []
  const log = {debug: () => {}, info: () => {}, warn: (message: string) => void warnings.push(message)}
  const leave = () => rm(home, {recursive: true, force: true})
  return {config, dataRoot, packageRoot, version: config.version, firstParty: {}, env: {}, cwd: home, json: true, signal: new AbortController().signal, log, ...changes, warnings, leave}
}

export const quietStep: Step = (_id, _title, work) => work(() => {})

export interface PluginFiles {
  readonly name: string
  readonly version?: string
  /** The name of the CNI that it registers; none: it is no plugin. */
  readonly cni?: string
  readonly contract?: number
}

/** The files of a package with the smallest plugin there can be. */
export function pluginFiles({name, version = '1.0.0', cni, contract = 1}: PluginFiles): Record<string, string> {
  const hook = cni === undefined ? {} : {oclif: {hooks: {'kina:register': './register.js'}}}
  const options = "{type: 'object', properties: {mtu: {type: 'integer', default: 1400, description: 'of links'}}}"
  return {
    'package.json': JSON.stringify({name, version, type: 'module', files: ['register.js'], ...hook}),
    'register.js': `export default ({register}) => register.cni({apiVersion: ${contract}, name: '${cni ?? ''}', summary: 'A test', options: ${options}, load: async () => ({})})\n`,
  }
}

export async function folderOf(plugin: PluginFiles, folder: string): Promise<string> {
  await mkdir(folder, {recursive: true})
  for (const [name, content] of Object.entries(pluginFiles(plugin))) await writeFile(join(folder, name), content)
  return folder
}

/** What `npm pack` would make. */
export async function tarballOf(plugin: PluginFiles, file: string): Promise<string> {
  const archive = pack()
  for (const [name, content] of Object.entries(pluginFiles(plugin))) archive.entry({name: `package/${name}`}, content)
  archive.finalize()
  await pipeline(archive, createGzip(), createWriteStream(file))
  return file
}
