import {copyFile, readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {PackageHost} from './host.js'
import {emptyManifest, readManifest, writeManifest, type Manifest, type PluginEntry} from './manifest.js'

/** The list of plugins. One that cannot be read is set aside, and made again from what is installed. */
export async function soundManifest({dataRoot, firstParty, log}: PackageHost): Promise<Manifest> {
  try {
    return await readManifest(dataRoot)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const aside = join(dataRoot, `package.json.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
    const manifest = await fromInstalled(dataRoot, firstParty)
    await copyFile(join(dataRoot, 'package.json'), aside)
    await writeManifest(dataRoot, manifest)
    const names = manifest.oclif.plugins.map(({name}) => name).join(', ') || 'none'
    log.warn(`The list of plugins could not be read (${error.message}). It was made again from what is installed (${names}); links have to be made again: kina plugins link PATH. The old list is ${aside}.`)
    return manifest
  }
}

/** npm's lock knows where each came from; without it, every installed package that is a plugin counts, as if from the registry. */
async function fromInstalled(dataRoot: string, firstParty: PackageHost['firstParty']): Promise<Manifest> {
  const lock = (await json(join(dataRoot, 'package-lock.json'))) as {packages?: {''?: {dependencies?: Record<string, string>}}} | undefined
  const locked = lock?.packages?.['']?.dependencies ?? {}
  const found = await Promise.all((await packagesIn(join(dataRoot, 'node_modules'))).map(async (name) => ({name, about: await json(join(dataRoot, 'node_modules', name, 'package.json'))})))
  const plugins = found.flatMap(({name, about}): PluginEntry[] => {
    const {oclif} = (about ?? {}) as {oclif?: {hooks?: object; commands?: unknown}}
    if (oclif?.hooks === undefined && oclif?.commands === undefined) return []
    const spec = locked[name]
    const carried = name in firstParty && spec?.startsWith('file:tarballs/') === true
    return [{name, type: 'user', ...(spec?.includes(':') ? {url: spec} : {tag: 'latest'}), ...(carried && {carried})}]
  })
  const dependencies = Object.fromEntries(found.flatMap(({name, about}) => {
    const {version} = (about ?? {}) as {version?: string}
    const spec = locked[name] ?? version
    return plugins.some((plugin) => plugin.name === name) && spec !== undefined ? [[name, spec]] : []
  }))
  return {...emptyManifest, dependencies, oclif: {schema: 1, plugins}}
}

async function packagesIn(modules: string): Promise<string[]> {
  const names = (await readdir(modules).catch(() => [])).filter((name) => !name.startsWith('.')).sort()
  const nested = await Promise.all(names.map(async (name) => (name.startsWith('@') ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name])))
  return nested.flat()
}

async function json(file: string): Promise<unknown> {
  return readFile(file, 'utf8').then((text) => JSON.parse(text) as unknown).catch(() => undefined)
}
