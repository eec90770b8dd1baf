import {stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {exists} from '../cache/cache-files.js'
import {KinaError} from '../errors.js'
import type {PackageHost} from './host.js'

/** What an argument of `kina plugins install` means. */
export type Wanted =
  | {readonly kind: 'carried'; readonly name: string}
  | {readonly kind: 'registry'; readonly name: string; readonly tag: string}
  | {readonly kind: 'tarball' | 'folder'; readonly path: string}
  | {readonly kind: 'url'; readonly url: string}

/** Decides by the argument's form; paths are looked at, so that a mistyped one is an error rather than a repository nobody has. */
export async function wantedBy(host: PackageHost, argument: string): Promise<Wanted> {
  if (/^file:/.test(argument) || /^(\.{1,2}|~)?\//.test(argument) || /^\.{1,2}$/.test(argument)) return atPath(argument, pathOf(host, argument))
  if (/^(https?|git|git\+\w+|ssh|github|gitlab|bitbucket|gist):/.test(argument) || /^[\w.-]+@[\w.-]+:/.test(argument)) return {kind: 'url', url: argument}
  if (/\.(tgz|tar\.gz|tar)$/.test(argument)) return atPath(argument, pathOf(host, argument))
  const [, name, tag] = /^((?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:@(.+))?$/.exec(argument) ?? []
  if (name !== undefined) return named(host, name, tag)
  if (argument.includes('/')) return pathOrRepository(host, argument)
  throw unclear(argument)
}

function named({config, firstParty}: PackageHost, name: string, tag: string | undefined): Wanted {
  const loaded = config.plugins.get(name)
  if (name === config.name || (tag === undefined && loaded?.type === 'core')) {
    throw new KinaError({code: 'E_PLUGIN_INVALID', exit: 2, message: `${name} is part of kina already.`, next: [`kina plugins inspect ${name}`]})
  }
  if (tag !== undefined) return {kind: 'registry', name, tag}
  if (name in firstParty) return {kind: 'carried', name}
  const longer = Object.keys(firstParty).filter((known) => known.endsWith(`-${name}`))
  if (longer.length === 0) return {kind: 'registry', name, tag: 'latest'}
  throw new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `"${name}" is no plugin of kina by its full name.`, next: [...longer.map((known) => `kina plugins install ${known}`), `If the package ${name} of the registry is meant: kina plugins install ${name}@latest`]})
}

/** `owner/repository` of GitHub, unless something under the working directory is meant. */
async function pathOrRepository(host: PackageHost, argument: string): Promise<Wanted> {
  const path = resolve(host.cwd, argument)
  if ((await exists(path)) || (await exists(resolve(host.cwd, argument.split('/')[0]!)))) return atPath(argument, path)
  if (/^[A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+(#.+)?$/.test(argument)) return {kind: 'url', url: `github:${argument}`}
  return atPath(argument, path)
}

async function atPath(argument: string, path: string): Promise<Wanted> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return {kind: 'tarball', path}
  if (found?.isDirectory() && (await exists(resolve(path, 'package.json')))) return {kind: 'folder', path}
  const what = found ? `${path} is a folder without package.json.` : `There is no file ${path}${(await exists(dirname(path))) ? '' : `, nor the folder ${dirname(path)}`}.`
  throw new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: what, next: [`Nothing was installed. ${argument === path ? 'Is the path right?' : 'Paths start at the working directory.'}`]})
}

function pathOf({cwd}: PackageHost, argument: string): string {
  if (argument.startsWith('file://')) return fileURLToPath(argument)
  return resolve(cwd, argument.replace(/^file:/, '').replace(/^~(?=\/)/, homedir()))
}

function unclear(argument: string): KinaError {
  return new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `"${argument}" is neither a package's name nor a file nor an address.`, next: ['kina plugins install NAME, ./FILE.tgz or https://...', 'Nothing was installed.']})
}
