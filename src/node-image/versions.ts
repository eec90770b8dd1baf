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
  /** The known version that this one, not known to versions.json, is taken after. */
  readonly like?: string
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

/** The time that every file and image bears, in seconds since 1970, in place of that of the build. */
export const sourceDate = Date.parse(versionsFile.buildDate) / 1000

/** The Kubernetes versions that versions.json knows, newest first. */
export const kubernetesVersions: readonly string[] = Object.keys(versionsFile.kubernetes).sort(semver.rcompare)

/**
 * What goes with a Kubernetes version: `v1.31.0`, `1.31.0`, or the newest known patch of `1.31`. A patch that versions.json does not know
 * is taken after the nearest known one of the same minor version: the newest that is older, else the oldest. Minor versions differ in
 * what they demand of a container runtime, so there is no rule for them.
 *
 * @throws KinaError E_VERSION_UNKNOWN, naming the versions there are
 */
export function nodeVersions(wanted: string): NodeVersions {
  const found = resolveVersion(wanted)
  const entry = found === undefined ? undefined : versionsFile.kubernetes[found.known]
  if (found === undefined || entry === undefined) throw unknownVersion(wanted)
  const {kubernetes, known} = found
  const components = Object.entries(entry.components).map(([name, version]): Component => {
    const recipes = versionsFile.components[name]
    if (recipes === undefined) throw new TypeError(`versions.json: ${known} names the unknown component ${name}`)
    const own = name === 'kubernetes' ? kubernetes : version
    return {name, version: typeof own === 'string' ? {release: own, modules: own} : own, ...recipes}
  })
  const images = Object.fromEntries(Object.entries(entry.images).map(([name, ref]) => [name, name.startsWith('kube-') ? ref.replace(/:[^:]+$/, `:${kubernetes}`) : ref]))
  return {kubernetes, ...(known !== kubernetes && {like: known}), components, images}
}

function resolveVersion(wanted: string): {kubernetes: string; known: string} | undefined {
  const plain = wanted.replace(/^v/, '')
  const ofMinor = (minor: string) => kubernetesVersions.filter((known) => known.startsWith(`v${minor}.`))
  if (/^\d+\.\d+$/.test(plain)) {
    const [newest] = ofMinor(plain)
    return newest === undefined ? undefined : {kubernetes: newest, known: newest}
  }
  if (semver.valid(plain) !== plain) return undefined
  const neighbours = ofMinor(`${semver.major(plain)}.${semver.minor(plain)}`)
  const known = neighbours.find((other) => semver.lte(other, plain)) ?? neighbours.at(-1)
  return known === undefined ? undefined : {kubernetes: `v${plain}`, known}
}

function unknownVersion(wanted: string): KinaError {
  const minors = [...new Set(kubernetesVersions.map((known) => `${semver.major(known)}.${semver.minor(known)}`))]
  return new KinaError({
    code: 'E_VERSION_UNKNOWN',
    message: `kina has no recipe for Kubernetes ${wanted}.`,
    next: [`Use one of: ${kubernetesVersions.join(', ')}, or another patch version of ${minors.join(', ')}.`],
    exit: 2,
  })
}
