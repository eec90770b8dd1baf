import type {PackageHost} from './host.js'
import type {PluginEntry} from './manifest.js'
import {readManifest} from './manifest.js'
import {changePackages} from './stage.js'

/** Removes all plugins of the user, and all that npm has put there. */
export async function resetPlugins(host: PackageHost): Promise<Pick<PluginEntry, 'name' | 'type'>[]> {
  // Whatever state the list is in, it goes.
  const before = await readManifest(host.dataRoot).catch(() => undefined)
  await changePackages(host, async () => {}, {empty: true})
  return before?.oclif.plugins.map(({name, type}) => ({name, type})) ?? []
}
