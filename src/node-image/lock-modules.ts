import {copyFile, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Context} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {fill, type ModulesRecipe} from './recipes.js'

export interface Lock {
  readonly name: string
  readonly version: string
  readonly recipe: ModulesRecipe
  /** Empty directory that gets go.mod and go.sum. */
  readonly into: string
}

const ARCHITECTURES = ['amd64', 'arm64']

/**
 * Writes go.mod and go.sum of a component, complete for every architecture, so that a build can run with `-mod=readonly` and without a
 * checksum database. Here, and only here, Go asks the database of its own settings.
 *
 * @throws KinaError E_COMPONENT_SOURCE with Go's last lines
 */
export async function lockModules({name, version, recipe, into}: Lock, ctx: Pick<Context, 'exec' | 'signal'>): Promise<void> {
  const env = {GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local', GOOS: 'linux', CGO_ENABLED: recipe.cgo ? '1' : '0'}
  const go = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => (await ctx.exec(['go', ...args], {cwd: into, env: {...env, ...more}})).stdout
  try {
    const required = (recipe.require ?? []).map((entry) => fill(entry, version))
    const upstream = await upstreamModule(go, required[0] ?? '')
    await writeFile(join(into, 'go.mod'), wrapper({name, go: upstream.Go, required, replaced: replacements(upstream, recipe, version)}))
    if (recipe.upstreamSums) await copyFile(join(upstream.directory, 'go.sum'), join(into, 'go.sum'))
    const packages = Object.values(recipe.packages).map((path) => fill(path, version))
    for (const mode of ['mod', 'readonly']) {
      for (const arch of ARCHITECTURES) await go(['list', '-deps', `-mod=${mode}`, `-tags=${(recipe.tags ?? []).join(',')}`, ...packages], {GOARCH: arch})
    }
    await readFile(join(into, 'go.sum'))
  } catch (error) {
    ctx.signal.throwIfAborted()
    throw new KinaError(
      {
        code: 'E_COMPONENT_SOURCE',
        message: `The Go modules of ${name} ${version} cannot be locked.`,
        ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
        next: ['Check that the module proxy of `go env GOPROXY` has this version, and that the database of `go env GOSUMDB` can be reached.'],
      },
      {cause: error},
    )
  }
}

interface GoMod {
  readonly Go: string
  readonly Replace?: readonly {readonly Old: ModulePath; readonly New: ModulePath}[] | null
}
interface ModulePath {
  readonly Path: string
  readonly Version?: string
}

async function upstreamModule(go: (args: readonly string[]) => Promise<string>, required: string): Promise<GoMod & {readonly directory: string}> {
  const {GoMod: file, Dir} = JSON.parse(await go(['mod', 'download', '-json', required])) as {GoMod: string; Dir: string}
  return {...(JSON.parse(await go(['mod', 'edit', '-json', file])) as GoMod), directory: Dir}
}

/** The main module's go line decides GODEBUG's defaults, therefore it is the one upstream tests with. */
function wrapper({name, go, required, replaced}: {name: string; go: string; required: readonly string[]; replaced: readonly string[]}): string {
  const block = (word: string, lines: readonly string[]) => (lines.length > 0 ? `\n${word} (\n${lines.map((line) => `\t${line}\n`).join('')})\n` : '')
  return `module kina/${name}\n\ngo ${go}\n${block('replace', replaced)}${block('require', required.map((entry) => entry.replace('@', ' ')))}`
}

/** Replaces of a dependency are ignored by go, so the wrapper repeats them; folders inside upstream's repository become published versions. */
function replacements(upstream: GoMod, recipe: ModulesRecipe, version: string): string[] {
  return (upstream.Replace ?? []).flatMap(({Old, New}) => {
    const old = [Old.Path, Old.Version].filter(Boolean).join(' ')
    if (New.Version) return [`${old} => ${New.Path} ${New.Version}`]
    return recipe.staging === undefined ? [] : [`${old} => ${Old.Path} ${fill(recipe.staging, version)}`]
  })
}
