import {readFile, stat} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'

/**
 * How npm gets the kina that a new plugin is tested against: the one that runs now, wherever it came from. A checkout by its folder, a
 * package from a file by that file while it is there, otherwise the registry's of this version or newer.
 */
export async function runningKinaSpec(packageRoot: string, version: string): Promise<string> {
  const modules = dirname(packageRoot)
  if (basename(modules) !== 'node_modules') return `file:${packageRoot}`
  const archive = await installedFrom(modules, basename(packageRoot))
  return archive !== null && (await isFile(archive)) ? `file:${archive}` : `^${version}`
}

/** What the user gave, with a path made absolute: npm would resolve it from the new package. */
export async function givenKinaSpec(spec: string, cwd: string): Promise<string> {
  const path = spec.replace(/^file:/, '')
  const isPath = path !== spec || /^[./]/.test(spec) || (await isFile(resolve(cwd, spec)))
  return isPath ? `file:${resolve(cwd, path)}` : spec
}

/** The archive that npm has noted for an installed package; null when it came from elsewhere. */
async function installedFrom(modules: string, name: string): Promise<string | null> {
  const text = await readFile(join(modules, '.package-lock.json'), 'utf8').catch(() => '{}')
  const {packages} = JSON.parse(text) as {packages?: Readonly<Record<string, {resolved?: string}>>}
  const resolved = packages?.[`node_modules/${name}`]?.resolved
  return resolved?.startsWith('file:') ? resolve(dirname(modules), resolved.slice('file:'.length)) : null
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
