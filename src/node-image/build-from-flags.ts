import {contextFor, type App} from '../app.js'
import type {Arch} from '../contract/index.js'
import {selectRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {archOfPlatform, hostArch} from './arch.js'
import {buildNodeImage} from './build.js'
import type {SourceWish} from './choose-source.js'
import {mirrorsFrom} from './mirrors.js'
import {currentImage, nodeImageRef} from './node-image.js'
import {nodeVersions} from './versions.js'

export interface BuildFlags {
  readonly kubernetes?: string | undefined
  /** As container tools write it: `linux/arm64`. Default: this machine's. */
  readonly platform?: string | undefined
  readonly tag?: string | undefined
  readonly runtime?: string | undefined
  readonly source: SourceWish
  readonly ifMissing: boolean
  readonly mirror?: readonly string[] | undefined
}

export interface BuildOutcome {
  readonly ref: string
  /** False when it was there already. */
  readonly built: boolean
  readonly id: string
  readonly kubernetes: string
  /** What it is for. */
  readonly arch: Arch
  /** Whether this machine is of that kind. */
  readonly runsHere: boolean
  readonly runtime: string
  /** Bytes on disk, as the runtime's store counts them. */
  readonly size: number
}

/** Builds a node image as the user's flags say. */
export async function buildFromFlags(app: App, flags: BuildFlags, step: Step): Promise<BuildOutcome> {
  const {kubernetes} = nodeVersions(flags.kubernetes ?? app.defaults.kubernetes)
  const mirrors = mirrorsFrom(flags.mirror ?? [], app.env)
  const arch = flags.platform === undefined ? hostArch() : archOfPlatform(flags.platform)
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted: flags.runtime, preference: app.defaults.runtimes, say: app.log.info})
  const ref = flags.tag ?? nodeImageRef(kubernetes, arch)
  const stored = flags.ifMissing ? await currentImage(app, runtime, ref, kubernetes, arch) : null
  const {id, size} = stored ?? (await buildNodeImage(app, {runtime, kubernetes, arch, source: flags.source, ref, mirrors}, step))
  return {ref, built: stored === null, id, kubernetes, arch, runsHere: arch === hostArch(), runtime: runtime.name, size}
}
