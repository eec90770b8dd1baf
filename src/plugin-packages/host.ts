import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Interfaces} from '@oclif/core'
import type {Log} from '../contract/index.js'

/** What the functions that change installed plugins need; no function below reads globals. */
export interface PackageHost {
  /** oclif's: which plugins are loaded now. */
  readonly config: Interfaces.Config
  /** Where oclif looks for plugins of the user: `package.json` and `node_modules`. */
  readonly dataRoot: string
  /** The kina package. */
  readonly packageRoot: string
  readonly version: string
  /** Plugins that belong to kina without being bundled: package name, folder in a checkout. */
  readonly firstParty: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Relative paths of the user start here. */
  readonly cwd: string
  /** Standard error is for programs. */
  readonly json: boolean
  readonly signal: AbortSignal
  readonly log: Log
}

export async function packageHost(config: Interfaces.Config, options: Pick<PackageHost, 'json' | 'signal' | 'log'>): Promise<PackageHost> {
  const {kina} = JSON.parse(await readFile(join(config.root, 'package.json'), 'utf8')) as {kina: {plugins: Readonly<Record<string, string>>}}
  return {config, dataRoot: config.dataDir, packageRoot: config.root, version: config.version, firstParty: kina.plugins, env: process.env, cwd: process.cwd(), ...options}
}
