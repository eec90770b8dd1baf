import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {messageOf} from '../errors.js'
import type {PluginProblem} from './plugin-problem.js'

/** One plugin as `kina plugins install` or `link` wrote it down. */
export interface ListedPlugin {
  readonly name: string
  readonly type: 'user' | 'link'
  /** Where the package should be. */
  readonly root: string
  readonly tag?: string
  readonly url?: string
}

/** The plugins that the user installed and linked; each name once. No list is an empty one. */
export async function readInstalledList(dataDir: string): Promise<{listed: ListedPlugin[]; problems: PluginProblem[]}> {
  const file = join(dataDir, 'package.json')
  try {
    const plugins = entriesOf(JSON.parse(await readFile(file, 'utf8')))
    const listed = plugins.flatMap((entry) => listedPlugin(entry, dataDir) ?? [])
    return {listed: [...new Map(listed.reverse().map((plugin) => [plugin.name, plugin])).values()].reverse(), problems: []}
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {listed: [], problems: []}
    const message = `the list of them, ${file}, cannot be read: ${messageOf(error)}`
    return {listed: [], problems: [{plugin: file, used: false, message, fix: 'kina plugins update makes it again from what is installed.'}]}
  }
}

function entriesOf(list: unknown): readonly unknown[] {
  const {oclif} = (isObject(list) ? list : fail('it holds no object')) as {oclif?: unknown}
  const plugins = isObject(oclif) ? oclif['plugins'] : undefined
  if (plugins === undefined) return []
  return Array.isArray(plugins) ? plugins : fail('its "oclif.plugins" is no list')
}

/** Older lists hold plain names. What has no name cannot be told from nothing. */
function listedPlugin(entry: unknown, dataDir: string): ListedPlugin | undefined {
  const {name, type, root, tag, url} = (typeof entry === 'string' ? {name: entry} : isObject(entry) ? entry : {}) as Record<string, unknown>
  if (typeof name !== 'string' || name === '') return undefined
  const linked = type === 'link' && typeof root === 'string'
  return {
    name,
    type: linked ? 'link' : 'user',
    root: linked ? root : join(dataDir, 'node_modules', name),
    ...(typeof tag === 'string' && {tag}),
    ...(typeof url === 'string' && {url}),
  }
}

/** A JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fail(message: string): never {
  throw new Error(message)
}
