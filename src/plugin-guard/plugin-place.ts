import type {Config} from '@oclif/core'
import type {ListedPlugin} from './installed-list.js'

/**
 * Whether an installed plugin may have its place among those that kina brings. Commands of kina's own are never replaced. A bundled
 * provider may be: by a newer version, or by a linked one, since linking is what its authors do.
 */
export async function placeOf({name, type}: ListedPlugin, version: string, bundled: Config): Promise<{refused?: string; noted: readonly string[]}> {
  const own = bundled.plugins.get(name)
  if (!own) return {noted: []}
  if (name === bundled.name || own.commands.length > 0 || own.hooks['kina:register'] === undefined) return {refused: 'kina brings it itself, and its own cannot be replaced', noted: []}
  if (type === 'link') return {noted: [`in the place of the one that kina brings (${own.version})`]}
  const {gt, valid} = await import('semver').then((module) => module.default)
  if (valid(version) && gt(version, own.version)) return {noted: [`in the place of the one that kina brings (${own.version})`]}
  return {refused: `kina brings it itself, in version ${own.version}, which is not older than ${version}`, noted: []}
}
