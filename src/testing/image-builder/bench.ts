import assert from 'node:assert/strict'
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type {Arch, Context, ImageRecipe, NodeImageBuilder, Registration, RuntimeBackend, StoredImage} from '../../contract/index.js'

/** How much of what the rules do. */
export interface BuildAmounts {
  /** Instructions of the build that is aborted: enough for it not to be over before. */
  readonly steps: number
  /** Moments after the start of a build at which it is aborted, in milliseconds. */
  readonly abortsAfter: readonly number[]
  /** After an abort, in milliseconds: what the tool goes on with when its client is gone shows itself a little later. */
  readonly settleMs: number
}

export const defaultBuildAmounts: BuildAmounts = {steps: 30, abortsAfter: [0, 100, 300], settleMs: 500}

export interface BenchOptions {
  readonly registration: Registration<NodeImageBuilder>
  readonly store: Registration<RuntimeBackend>
  readonly context: (signal: AbortSignal) => Context
  readonly prefix: string
  readonly amounts: BuildAmounts
}

/** A recipe as a rule writes it down. */
export interface Draft {
  readonly containerfile: readonly string[]
  /** Contents by path, readable for everybody unless `modes` says otherwise. */
  readonly files?: Readonly<Record<string, string>>
  readonly modes?: Readonly<Record<string, number>>
  readonly args?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly target?: string
  readonly arch?: Arch
}

/** In every image that the suite builds, also in those between the first instruction and the last, so that none is left. */
export const MARK = 'io.kina.conformance'

/** What the rules share: a builder, the store it builds into, and recipes in directories of their own. */
export type Bench = ReturnType<typeof makeBench>

export function makeBench({registration, store, context, prefix, amounts}: BenchOptions) {
  let root: string | undefined
  let directories = 0
  const ctx = (signal: AbortSignal = new AbortController().signal) => context(signal)
  const builder = () => registration.load()
  const images = async () => (await store.load()).images
  const inspect = async (ref: string) => (await images()).inspect(ref, ctx())

  async function recipe(name: string, {containerfile, files = {}, modes = {}, args = {}, labels = {}, target, arch = hostArch()}: Draft): Promise<ImageRecipe> {
    root ??= await mkdtemp(join(tmpdir(), 'kina-conformance-'))
    const directory = join(root, String(++directories))
    for (const [path, content] of Object.entries({...files, Containerfile: `${containerfile.join('\n')}\n`})) {
      await mkdir(dirname(join(directory, path)), {recursive: true})
      await writeFile(join(directory, path), content)
      await chmod(join(directory, path), modes[path] ?? 0o644)
    }
    return {ref: `${prefix}-${name}:v1`, arch, directory, args, labels: {[MARK]: name, ...labels}, ...(target !== undefined && {target})}
  }

  return {
    ...{builder, store, images, inspect, recipe, ctx, amounts},
    /** Builds, and gives back what the store then has under the tag. */
    async build(name: string, draft: Draft, signal?: AbortSignal): Promise<StoredImage> {
      const {ref, ...rest} = await recipe(name, draft)
      await (await builder()).build({ref, ...rest}, ctx(signal))
      const stored = await inspect(ref)
      assert.ok(stored, `the store has no ${ref}`)
      return stored
    },
    /** Removes images of this suite, those of an earlier run that was killed too, and the recipes. */
    async clean(): Promise<void> {
      const store_ = await images()
      const own = (await store_.list(ctx())).filter(({names, labels}) => labels[MARK] !== undefined || names.some((name) => name.startsWith(`${prefix}-`)))
      for (const {id} of own) await store_.remove(id, ctx())
      if (root !== undefined) await rm(root, {recursive: true, force: true})
      root = undefined
    },
  }
}

export function hostArch(): Arch {
  return process.arch === 'arm64' ? 'arm64' : 'amd64'
}
