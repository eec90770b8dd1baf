import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {writeAtomically} from './write-atomically.js'

/** One plugin of the user as oclif keeps it in the `package.json` of its data directory. */
export interface PluginEntry {
  readonly name: string
  readonly type: 'user' | 'link'
  /** From a registry: the version or tag that was asked for. */
  readonly tag?: string
  /** From anywhere else; a tarball is `file:tarballs/NAME`, relative to the data directory, where kina keeps a copy. */
  readonly url?: string
  /** Of a linked plugin: its folder. */
  readonly root?: string
  /** Came with kina, so it follows kina's version at an update. */
  readonly carried?: boolean
}

/** oclif's list of plugins, which is npm's `package.json` at the same time. */
export interface Manifest {
  readonly [other: string]: unknown
  readonly dependencies: Readonly<Record<string, string>>
  readonly oclif: {readonly schema: number; readonly plugins: readonly PluginEntry[]}
}

export const emptyManifest: Manifest = {name: 'kina', private: true, dependencies: {}, oclif: {schema: 1, plugins: []}}

/** The list; empty when there is none. Throws a SyntaxError when it is no list. */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return emptyManifest
  const document = JSON.parse(text) as Partial<Manifest> | null
  const plugins: unknown = document?.oclif?.plugins ?? []
  if (document === null || typeof document !== 'object' || !Array.isArray(plugins)) throw new SyntaxError('it is not a list of plugins')
  return {...emptyManifest, ...document, dependencies: document.dependencies ?? {}, oclif: {...emptyManifest.oclif, ...document.oclif, plugins: plugins.map(asEntry)}}
}

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeAtomically(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The same list with one plugin added, or in place of the one of its name. */
export function withEntry(manifest: Manifest, entry: PluginEntry): Manifest {
  return withPlugins(manifest, [...manifest.oclif.plugins.filter(({name}) => name !== entry.name), entry])
}

export function withoutEntry(manifest: Manifest, name: string): Manifest {
  return withPlugins(manifest, manifest.oclif.plugins.filter((entry) => entry.name !== name))
}

function withPlugins(manifest: Manifest, plugins: readonly PluginEntry[]): Manifest {
  return {...manifest, oclif: {...manifest.oclif, plugins}}
}

/** Old versions of oclif wrote names only. */
function asEntry(entry: unknown): PluginEntry {
  return typeof entry === 'string' ? {name: entry, tag: 'latest', type: 'user'} : (entry as PluginEntry)
}
