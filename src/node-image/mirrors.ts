import {KinaError} from '../errors.js'
import type {NodeFile} from '../node/write-file.js'
import {versionsFile} from './versions.js'

/** Base URLs by what they stand for: a name of versions.json's `mirrors`, or a registry. */
export type Mirrors = Readonly<Record<string, string>>

/** Registries that the images of a node come from. */
const REGISTRIES = [...new Set(Object.values(versionsFile.kubernetes).flatMap(({images}) => Object.values(images).map((ref) => ref.replace(/\/.*/, ''))))]
const NAMES: readonly string[] = [...Object.keys(versionsFile.mirrors), ...REGISTRIES]

/**
 * What the user says in flags, before what stands in `KINA_MIRRORS`: `NAME=URL`, several with commas or spaces between.
 *
 * @throws KinaError E_CONFIG_INVALID
 */
export function mirrorsFrom(flags: readonly string[], env: Readonly<Record<string, string | undefined>>): Mirrors {
  return {...parse((env['KINA_MIRRORS'] ?? '').split(/[\s,]+/).filter(Boolean), 'KINA_MIRRORS'), ...parse(flags, '--mirror')}
}

function parse(given: readonly string[], where: string): Mirrors {
  const pairs = given.map((text) => [text.slice(0, Math.max(0, text.indexOf('='))), text.slice(text.indexOf('=') + 1)] as const)
  const wrong = pairs.filter(([name, url]) => !NAMES.includes(name) || !/^https?:\/\/./.test(url) || !URL.canParse(url)).map(([name, url]) => `${name}=${url}`)
  if (wrong.length > 0) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `${where} ${wrong.join(', ')}: wanted is NAME=URL, where NAME is one of ${NAMES.join(', ')}.`})
  }
  return Object.fromEntries(pairs)
}

/**
 * Files that have a node's containerd ask mirrors in place of registries, read at every pull. A URL with `/v2` in its path is the root of
 * the registry's API as it stands; to another one containerd adds it. Pure.
 */
export function registryFiles(mirrors: Mirrors): NodeFile[] {
  return REGISTRIES.flatMap((registry) => {
    const url = mirrors[registry]
    if (url === undefined) return []
    const settings = ['capabilities = ["pull", "resolve"]', ...(/\/v2(\/|$)/.test(new URL(url).pathname) ? ['override_path = true'] : [])]
    // `server` as well: in its place containerd would ask upstream's once the mirror fails.
    return [{path: `/etc/containerd/certs.d/${registry}/hosts.toml`, text: [`server = ${JSON.stringify(url)}`, ...settings, '', `[host.${JSON.stringify(url)}]`, ...settings.map((line) => `  ${line}`), ''].join('\n')}]
  })
}
