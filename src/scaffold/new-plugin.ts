import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import type {App} from '../app.js'
import {KinaError} from '../errors.js'
import {fillTemplates} from './fill-template.js'
import {packageFor} from '../registry/provider-kind.js'
import {givenKinaSpec, runningKinaSpec} from './kina-spec.js'
import {PLUGIN_KINDS, type PluginKind, type PluginKindName} from './plugin-kind.js'

export interface NewPluginOptions {
  readonly kind: PluginKindName
  readonly name: string
  /** Absent: a folder called like the package. */
  readonly directory: string | undefined
  /** npm's way to the kina it is tested against; absent: the running one. */
  readonly kina: string | undefined
  readonly cwd: string
}

export interface NewPlugin {
  readonly package: string
  readonly directory: string
  readonly kina: string
  readonly files: readonly string[]
  /** What to type next, one command each. */
  readonly next: readonly string[]
}

/** Writes a package that builds, tests and links as it stands. Nothing is written where something is wrong, nothing is overwritten. */
export async function newPlugin(app: App, options: NewPluginOptions): Promise<NewPlugin> {
  const {kind, name, cwd} = options
  const of: PluginKind = PLUGIN_KINDS[kind]
  checkName(app, kind, name)
  const packageName = packageFor(of.provider, name)
  const directory = resolve(cwd, options.directory ?? packageName)
  await checkEmpty(directory)

  const {version} = JSON.parse(await readFile(join(app.packageRoot, 'package.json'), 'utf8')) as {version: string}
  const kina = options.kina === undefined ? await runningKinaSpec(app.packageRoot, version) : await givenKinaSpec(options.kina, cwd)
  const folders = ['plugin', kind].map((folder) => join(app.packageRoot, 'templates', folder))
  const files = await fillTemplates(folders, {NAME: name, PACKAGE: packageName, KINA_SPEC: kina, KINA_VERSION: version, KUBERNETES: app.defaults.kubernetes})
  for (const {path, text} of files) {
    const file = join(directory, path)
    await mkdir(dirname(file), {recursive: true})
    await writeFile(file, text, {flag: 'wx'})
  }
  const next = [`cd ${options.directory ?? packageName}`, 'npm install', 'npm run build', 'npm test', 'kina plugins link .', of.use(name)]
  return {package: packageName, directory, kina, files: files.map(({path}) => path), next}
}

/** Leaves room for a cluster's objects that bear the name, and for the package's name. */
const NAME_MAX = 30

function checkName({registry}: App, kind: PluginKindName, name: string): void {
  const problem = nameProblem(name)
  if (problem !== null) throw new KinaError({code: 'E_PLUGIN_NAME', exit: 2, message: `${JSON.stringify(name)} cannot be the name of a plugin: ${problem}.`, next: [`kina plugins new ${kind} my-${kind}`]})
  const of: PluginKind = PLUGIN_KINDS[kind]
  if (![...of.registered(registry)].includes(name)) return
  throw new KinaError({
    code: 'E_PLUGIN_NAME',
    exit: 2,
    message: `There is already a plugin that registers the ${kind.replace('-', ' ')} "${name}", and of two plugins with one name neither would be used.`,
    next: [`Choose another name: kina plugins new ${kind} NAME`, 'kina plugins shows what is installed.'],
  })
}

function nameProblem(name: string): string | null {
  if (/^kina-/.test(name)) return 'the package gets "kina-" in front by itself'
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) return 'use lower case letters, digits and "-", with a letter first and no "-" at the end'
  if (name === 'none') return 'it means that there is none'
  return name.length > NAME_MAX ? `it has ${name.length} characters, and ${NAME_MAX} are the most` : null
}

/** An empty folder will do, and one that is not there. */
async function checkEmpty(directory: string): Promise<void> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new KinaError({code: 'E_DIRECTORY_NOT_EMPTY', exit: 2, message: `${directory} cannot be written to: ${error.message}`}, {cause: error})
  })
  if (entries.length === 0) return
  throw new KinaError({
    code: 'E_DIRECTORY_NOT_EMPTY',
    exit: 2,
    message: `${directory} is there already, with ${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', ...' : ''} in it. Nothing was written.`,
    next: ['Choose another folder: --directory DIR'],
  })
}
