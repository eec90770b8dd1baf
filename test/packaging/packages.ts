import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface PackageJson {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly description?: string
  readonly files?: readonly string[]
  readonly engines?: {readonly node: string}
  readonly publishConfig?: {readonly access: string; readonly provenance: boolean}
  readonly dependencies?: Readonly<Record<string, string>>
  readonly bundleDependencies?: readonly string[]
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, {readonly optional: boolean}>>
  readonly kina?: {readonly plugins: Readonly<Record<string, string>>}
}

export interface Package {
  readonly folder: string
  readonly json: PackageJson
}

/** kina itself, then the plugins of this repository; one without a package.json is not finished. */
export const packages: readonly Package[] = [root, ...readdirSync(join(root, 'plugins')).sort().map((name) => join(root, 'plugins', name)).filter((folder) => existsSync(join(folder, 'package.json')))].map((folder) => ({
  folder,
  json: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson,
}))
