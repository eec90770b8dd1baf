import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {ImageFile, ModuleFile} from '../contract/index.js'
import {KinaError} from '../errors.js'
import type {LayerFile} from './image-layer.js'
import type {Workshop} from './workshop.js'

/** Files of an image, and what they are made from, for a cache key. */
export interface GatheredFiles {
  readonly files: readonly LayerFile[]
  readonly inputs: unknown
}

/**
 * The files that a plugin wants in an image, one by one. Modules are fetched when they are not on this machine; go.sum says what they have
 * to be, and no checksum database is asked.
 *
 * @throws KinaError E_COMPONENT_SOURCE
 */
export async function gatherFiles(wanted: readonly ImageFile[], shop: Workshop): Promise<GatheredFiles> {
  const gathered = await Promise.all(wanted.map((file) => ('text' in file ? textFile(file) : moduleFiles(file, shop))))
  return {files: gathered.flatMap(({files}) => files), inputs: gathered.map(({inputs}) => inputs)}
}

function textFile({target, text, executable}: Extract<ImageFile, {text: string}>): GatheredFiles {
  const file = {target, text, mode: modeOf(executable)}
  return {files: [file], inputs: file}
}

async function moduleFiles({target, directory, module, path, except = [], executable}: ModuleFile, shop: Workshop): Promise<GatheredFiles> {
  const found = await fetched(module, directory, shop)
  const top = join(found.directory, path)
  try {
    const below = (await stat(top)).isDirectory() ? await filesBelow(top, new Set(except)) : ['']
    const files = below.map((name) => ({source: join(top, name), target: join(target, name), mode: modeOf(executable)}))
    return {files, inputs: {target, module, sum: found.sum, path, except, executable}}
  } catch (error) {
    throw failed(`The module ${module} has no ${path} that can be read.`, error)
  }
}

function modeOf(executable = false): number {
  return executable ? 0o755 : 0o644
}

/** Where Go keeps the module, and its sum, which stands for all its files. */
async function fetched(module: string, directory: string, {ctx}: Workshop): Promise<{readonly directory: string; readonly sum: string}> {
  const env = {GOFLAGS: '-mod=readonly', GOWORK: 'off', GOSUMDB: 'off', GOTOOLCHAIN: 'local'}
  try {
    const {stdout} = await ctx.exec(['go', 'mod', 'download', '-json', module], {cwd: directory, env})
    const {Dir, Sum} = JSON.parse(stdout) as {Dir: string; Sum: string}
    return {directory: Dir, sum: Sum}
  } catch (error) {
    ctx.signal.throwIfAborted()
    throw failed(`The Go module ${module} cannot be had.`, error)
  }
}

function failed(message: string, cause: unknown): KinaError {
  const detail = cause instanceof KinaError ? cause.detail : undefined
  return new KinaError(
    {code: 'E_COMPONENT_SOURCE', message, ...(detail !== undefined && {detail}), next: ['Check that the module proxy of `go env GOPROXY` can be reached.']},
    {cause},
  )
}

/** Relative paths of all files below a folder. */
async function filesBelow(top: string, except: ReadonlySet<string>, under = ''): Promise<string[]> {
  const entries = await readdir(join(top, under), {withFileTypes: true})
  const found = entries
    .filter(({name}) => !except.has(name))
    .map(async (entry) => (entry.isDirectory() ? filesBelow(top, except, join(under, entry.name)) : [join(under, entry.name)]))
  return (await Promise.all(found)).flat()
}
