import {join} from 'node:path'
import {exists} from '../cache/cache-files.js'
import {KinaError} from '../errors.js'
import type {PackageHost} from './host.js'
import {packFolder} from './tarball.js'

/** The tarball of a first-party plugin: the one that kina brings, or in a checkout one packed now. Absent: this kina has none. */
export async function carriedTarball(host: PackageHost, name: string, stage: string): Promise<string | undefined> {
  const folder = join(host.packageRoot, host.firstParty[name] ?? '')
  // The folder goes first: in a checkout, an earlier `npm pack` leaves tarballs that may be older than the sources.
  if (name in host.firstParty && (await exists(join(folder, 'package.json')))) {
    if (!(await exists(join(folder, 'dist')))) {
      throw new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `${name} is not built in this checkout: there is no ${join(folder, 'dist')}.`, next: ['npm run build', `kina plugins install ${name}`]})
    }
    return packFolder(host, folder, stage)
  }
  const shipped = join(host.packageRoot, 'plugins-dist', `${name}-${host.version}.tgz`)
  return (await exists(shipped)) ? shipped : undefined
}
