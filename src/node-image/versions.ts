import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import semver from 'semver'
import {KinaError} from '../errors.js'
import type {ModulesRecipe, ReleaseRecipe} from './recipes.js'

/** A way to get programs: downloaded from upstream's releases, or built here from Go modules. */
export type ComponentSource = 'release' | 'modules'

/** One component at the version that goes with a Kubernetes version. */
export interface Component {
  readonly name: string
  /** With a leading `v`. It may differ by way: not every version is there in both. */
  readonly version: Readonly<Record<ComponentSource, string>>
  /** Absent for what runs in pods only: that comes in images. */
  readonly node?: {readonly directory: string; readonly programs: readonly string[]}
  readonly release?: ReleaseRecipe
  readonly modules: ModulesRecipe
}

/** All that goes into nodes of one Kubernetes version. */
export interface NodeVersions {
  /** Such as `v1.31.0`. */
  readonly kubernetes: string
  readonly components: readonly Component[]
  /** Image references as kubeadm names them, by the short name of the image. */
  readonly images: Readonly<Record<string, string>>
}

/** `images/node` of this package, absolute: versions.json and what its recipes refer to. */
export const nodeImageDirectory = fileURLToPath(new URL('../../images/node', import.meta.url))

interface VersionsFile {
  /** RFC 3339; stamped into programs in place of the time of the build. */
  readonly buildDate: string
  readonly debianSuite: string
  readonly mirrors: Readonly<Record<string, string>>
  readonly kubernetes: Readonly<Record<string, {
    readonly components: Readonly<Record<string, string | Readonly<Record<ComponentSource, string>>>>
    readonly images: Readonly<Record<string, string>>
  }>>
  readonly components: Readonly<Record<string, Omit<Component, 'name' | 'version'>>>
}

/** versions.json: the only place where versions and URLs of components stand. */
export const versionsFile = JSON.parse(readFileSync(`${nodeImageDirectory}/versions.json`, 'utf8')) as VersionsFile

/** The Kubernetes versions nodes can be made for, newest first. */
/** Names under which base URLs of upstream can be replaced. */
export const mirrorNames: readonly string[] = Object.keys(versionsFile.mirrors)

export const kubernetesVersions: readonly string[] = Object.keys(versionsFile.kubernetes).sort(semver.rcompare)

/**
 * What goes with a Kubernetes version: `v1.31.0`, `1.31.0`, or the newest patch of `1.31`.
 *
 * @throws KinaError E_VERSION_UNKNOWN, naming the versions there are
 */
export function nodeVersions(wanted: string): NodeVersions {
  const plain = wanted.replace(/^v/, '')
  const kubernetes = kubernetesVersions.find((known) => known === `v${plain}` || (/^\d+\.\d+$/.test(plain) && known.startsWith(`v${plain}.`)))
  const entry = kubernetes === undefined ? undefined : versionsFile.kubernetes[kubernetes]
  if (kubernetes === undefined || entry === undefined) throw unknownVersion(wanted)
  const components = Object.entries(entry.components).map(([name, version]): Component => {
    const recipes = versionsFile.components[name]
    if (recipes === undefined) throw new TypeError(`versions.json: ${kubernetes} names the unknown component ${name}`)
    return {name, version: typeof version === 'string' ? {release: version, modules: version} : version, ...recipes}
  })
  return {kubernetes, components, images: entry.images}
}

function unknownVersion(wanted: string): KinaError {
  return new KinaError({
    code: 'E_VERSION_UNKNOWN',
    message: `kina has no recipe for Kubernetes ${wanted}.`,
    next: [`Use one of: ${kubernetesVersions.join(', ')}.`],
    exit: 2,
  })
}
