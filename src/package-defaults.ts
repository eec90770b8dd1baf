import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Defaults} from './app.js'

/** Runtimes by platform, as Node.js names it; `default` is for those that are not listed. */
type ByPlatform = {readonly default: readonly string[]} & {readonly [platform in NodeJS.Platform]?: readonly string[]}

/** Defaults are data in package.json, so that the source names no provider. */
export async function packageDefaults(packageRoot: string, platform: NodeJS.Platform): Promise<Defaults> {
  const {kina} = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {kina: {defaults: Omit<Defaults, 'runtimes'> & {runtimes: ByPlatform}}}
  const {runtimes, ...rest} = kina.defaults
  return {...rest, runtimes: runtimes[platform] ?? runtimes.default}
}
