import {createReadStream} from 'node:fs'
import {copyFile, mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {KinaError, messageOf} from '../errors.js'
import type {PackageHost} from './host.js'
import {npm} from './npm.js'

/** What a package says of itself, as far as installing it needs that. */
export interface PackageJson {
  readonly name: string
  readonly version: string
}

/** Keeps a tarball where it is found again at the next update, under the name of its package. */
export async function keepTarball(path: string, stage: string): Promise<PackageJson & {readonly spec: string}> {
  const about = await packageJsonOf(path)
  const name = `${about.name.replace(/^@/, '').replaceAll('/', '-')}-${about.version}.tgz`
  await mkdir(join(stage, 'tarballs'), {recursive: true})
  await copyFile(path, join(stage, 'tarballs', name))
  return {...about, spec: `file:tarballs/${name}`}
}

/** Packs a folder as `npm publish` would; a folder itself npm would only link. */
export async function packFolder(host: PackageHost, folder: string, stage: string): Promise<string> {
  const target = join(stage, 'packed')
  await mkdir(target, {recursive: true})
  const printed = await npm(host, stage, ['pack', folder, '--pack-destination', target, '--json'])
  const [{filename}] = JSON.parse(printed.slice(printed.search(/^\[/m))) as [{filename: string}]
  return join(target, filename)
}

/** The package.json inside a tarball. */
export async function packageJsonOf(path: string): Promise<PackageJson> {
  const {extract} = await import('tar-stream')
  const unpacked = extract()
  let found: string | undefined
  unpacked.on('entry', (header, stream, next) => {
    const wanted = found === undefined && /^[^/]+\/package\.json$/.test(header.name)
    const done = wanted ? text(stream).then((content) => void (found = content)) : Promise.resolve(void stream.resume())
    done.then(() => next(), next)
  })
  try {
    await pipeline(createReadStream(path), createGunzip(), unpacked)
    const {name, version} = JSON.parse(found ?? '{}') as Partial<PackageJson>
    if (typeof name !== 'string' || typeof version !== 'string') throw new Error('it has no package.json with a name and a version')
    return {name, version}
  } catch (error) {
    throw new KinaError({code: 'E_PLUGIN_INVALID', exit: 2, message: `${path} is not a packed npm package: ${messageOf(error)}`, next: ['npm pack makes one in the folder of a plugin.', 'Nothing was installed.']}, {cause: error})
  }
}
