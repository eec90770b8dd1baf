import {readFile, rename} from 'node:fs/promises'
import {join} from 'node:path'
import {KinaError} from '../errors.js'
import {cCompiler, cgoEnvironment, compilerName, needsCross, requireCrossCompiler} from './cross-compiler.js'
import {digest} from './digest.js'
import {goToolchain, requireGo} from './go-toolchain.js'
import {foundLock, lockedDirectory} from './module-locks.js'
import {fill, type ModulesRecipe} from './recipes.js'
import {versionsFile} from './versions.js'
import {cached, type Workshop} from './workshop.js'

export interface ModulesBuild {
  /** For messages and the cache key. */
  readonly name: string
  readonly version: string
  readonly recipe: ModulesRecipe
}

/**
 * Programs built with Go from the module proxy, one cache entry a component: the directory that holds them. What go.sum does not name
 * is not fetched, no checksum database is asked, and no newer toolchain is fetched. Takes seconds to minutes when not cached.
 *
 * @throws KinaError E_GO_MISSING, E_COMPONENT_SOURCE with the compiler's last lines
 */
export async function programsFromModules(build: ModulesBuild, shop: Workshop): Promise<string> {
  const plan = await planBuild(build, await lockedDirectory(build, shop), shop)
  return cached(shop, plan.key, async (directory) => {
    shop.ctx.log.info(`building ${build.name} ${build.version} from Go modules`)
    await compile(build, plan, directory, shop)
    for (const [program, path] of packagesOf(build)) {
      if (builtName(path) !== program) await rename(join(directory, builtName(path)), join(directory, program))
    }
  })
}

/** The cache key of a build: it names everything that decides its outcome. Undefined where the modules are not locked yet. */
export async function modulesKey(build: ModulesBuild, shop: Workshop): Promise<string | undefined> {
  const directory = await foundLock(build, shop)
  if (directory !== undefined) return (await planBuild(build, directory, shop)).key
  await goToolchain(shop)
  if (needsCrossCompiler(build, shop)) await requireCrossCompiler(shop)
  return undefined
}

interface BuildPlan {
  readonly key: string
  readonly cwd: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Paths by program. */
function packagesOf({version, recipe}: ModulesBuild): readonly (readonly [program: string, path: string])[] {
  return Object.entries(recipe.packages).map(([program, path]) => [program, fill(path, version)])
}

async function planBuild({name, version, recipe}: ModulesBuild, cwd: string, shop: Workshop): Promise<BuildPlan> {
  const [go, goMod, goSum] = await Promise.all([
    goToolchain(shop),
    readFile(join(cwd, 'go.mod'), 'utf8'),
    readFile(join(cwd, 'go.sum'), 'utf8'),
  ])
  requireGo(go, goMod, `${name} ${version}`)
  const crossed = needsCrossCompiler({recipe}, shop)
  if (crossed) await requireCrossCompiler(shop)
  const stamps = (recipe.ldflags ?? []).map((flag) => fill(flag, version, {buildDate: versionsFile.buildDate}))
  const tags = [...(recipe.tags ?? []), ...(recipe.cgo ? ['netgo', 'osusergo'] : [])]
  const ldflags = ['-s', '-w', ...(recipe.cgo ? ['-extldflags=-static'] : []), ...stamps]
  const args = ['-trimpath', `-tags=${tags.join(',')}`, `-ldflags=${ldflags.join(' ')}`, ...packagesOf({name, version, recipe}).map(([, path]) => path)]
  const env = {GOOS: 'linux', GOARCH: shop.arch, CGO_ENABLED: recipe.cgo ? '1' : '0', GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off'}
  const inputs = {goMod, goSum, args, env, programs: Object.keys(recipe.packages), go: go.version, ...(crossed && {cc: compilerName(shop)})}
  return {
    key: `modules-${name}-${version}-${shop.arch}-${digest(inputs)}`,
    cwd,
    args,
    // With checksums of all modules at hand, a database would only be asked for what must not be fetched.
    env: {...env, GOSUMDB: 'off', GOTOOLCHAIN: 'local', GOAMD64: 'v1', GOARM64: 'v8.0', GOEXPERIMENT: ''},
  }
}

async function compile({name, version, recipe}: ModulesBuild, plan: BuildPlan, directory: string, shop: Workshop): Promise<void> {
  const {ctx} = shop
  const cgo = needsCrossCompiler({recipe}, shop) ? cgoEnvironment(await cCompiler(shop, recipe.headers), shop.arch) : {}
  try {
    await ctx.exec(['go', 'build', '-o', `${directory}/`, ...plan.args], {cwd: plan.cwd, env: {...plan.env, ...cgo}})
  } catch (error) {
    ctx.signal.throwIfAborted()
    const headers = recipe.headers?.join(' ')
    throw new KinaError(
      {
        code: 'E_COMPONENT_SOURCE',
        message: `Building ${name} ${version} from Go modules failed.`,
        ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
        next: [
          ...(headers === undefined ? [] : [`Install what its C needs: sudo apt-get install gcc pkg-config ${headers}`]),
          'Check that the module proxy of `go env GOPROXY` can be reached.',
        ],
      },
      {cause: error},
    )
  }
}

function needsCrossCompiler({recipe}: Pick<ModulesBuild, 'recipe'>, shop: Workshop): boolean {
  return recipe.cgo === true && needsCross(shop)
}

/** What `go build -o directory/` calls a package's program: the last element of its path that is not a major version. */
function builtName(path: string): string {
  return path.split('/').findLast((element) => !/^v\d+$/.test(element)) ?? path
}
