import {rm} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {KinaError} from '../errors.js'
import type {PackageHost} from './host.js'
import {dropUnusedTarballs} from './install.js'
import {readManifest, withoutEntry, writeManifest, type PluginEntry} from './manifest.js'
import {npm} from './npm.js'
import {changePackages} from './stage.js'

export interface UninstalledPlugin {
  readonly name: string
  readonly type: PluginEntry['type']
}

/** Removes plugins by name, whatever state they are in; a linked one also by its folder. All of them, or none. */
export async function uninstallPlugins(host: PackageHost, names: readonly string[]): Promise<UninstalledPlugin[]> {
  return changePackages(host, async (stage) => {
    const {plugins} = (await readManifest(stage)).oclif
    const entries = names.map((name) => entryOf(host, plugins, name))
    for (const entry of entries) {
      if (entry.type === 'user') await removePackage(host, stage, entry.name)
      await writeManifest(stage, withoutEntry(await readManifest(stage), entry.name))
    }
    await dropUnusedTarballs(stage)
    return entries.map(({name, type}) => ({name, type}))
  })
}

/** npm also removes what only this package needed; where it cannot, as with other plugins that are broken and no network, the package goes by itself. */
export async function removePackage(host: PackageHost, stage: string, name: string): Promise<void> {
  try {
    await npm(host, stage, ['uninstall', name])
  } catch (error) {
    host.signal.throwIfAborted()
    host.log.debug(`npm uninstall ${name}: ${String(error)}`)
    const manifest = await readManifest(stage)
    const {[name]: _, ...dependencies} = manifest.dependencies
    await writeManifest(stage, {...manifest, dependencies})
    // npm makes it anew from what is installed.
    await rm(join(stage, 'package-lock.json'), {force: true})
  }
  await rm(join(stage, 'node_modules', name), {recursive: true, force: true})
}

function entryOf({config, cwd}: PackageHost, plugins: readonly PluginEntry[], wanted: string): PluginEntry {
  const name = wanted.replace(/(?<!^)@.*$/, '')
  const entry = plugins.find((plugin) => plugin.name === name) ?? plugins.find(({type, root}) => type === 'link' && root === resolve(cwd, wanted))
  if (entry) return entry
  const bundled = config.plugins.get(name)?.type === 'core'
  throw new KinaError({
    code: 'E_PLUGIN_NOT_FOUND',
    exit: 2,
    message: bundled ? `${name} is part of kina and cannot be removed.` : `There is no installed plugin "${name}".`,
    ...(!bundled && plugins.length > 0 && {detail: `Installed: ${plugins.map((plugin) => plugin.name).sort().join(', ')}`}),
    next: ['kina plugins lists what is installed. Nothing was removed.'],
  })
}
