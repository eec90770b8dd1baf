import {readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {KinaError, messageOf} from '../errors.js'
import type {PackageHost} from './host.js'
import {readManifest, withEntry, writeManifest} from './manifest.js'
import {npm} from './npm.js'
import {registeredBy, type Registered} from './registered.js'
import {changePackages} from './stage.js'
import {removePackage} from './uninstall.js'

/** Uses a plugin from the folder it is developed in, in place of an installed one of the same name. */
export async function linkPlugin(host: PackageHost, path: string, {install}: {install: boolean}): Promise<Registered> {
  const root = resolve(host.cwd, path)
  await checkPackage(root)
  if (install) await npm(host, root, ['install'])
  return changePackages(host, async (stage) => {
    const registered = await registeredBy(host, root, 'link')
    if ((await readManifest(stage)).dependencies[registered.name] !== undefined) await removePackage(host, stage, registered.name)
    await writeManifest(stage, withEntry(await readManifest(stage), {name: registered.name, type: 'link', root}))
    return registered
  })
}

async function checkPackage(root: string): Promise<void> {
  try {
    const {name} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {name?: unknown}
    if (typeof name !== 'string') throw new Error('its package.json has no name')
  } catch (error) {
    throw new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `${root} is not the folder of a package: ${messageOf(error)}`, next: ['kina plugins link PATH']}, {cause: error})
  }
}
