import type {Context, NodeImageBuilder} from 'kina/plugin'
import {buildArgs} from './build-args.js'

/** `podman info`, as far as it is read here. */
interface Info {
  readonly version: {readonly Version: string}
  readonly host: {readonly arch: string; readonly cgroupVersion: string; readonly ociRuntime: {readonly name: string} | null}
}

/** Builds into Podman's image store, from where a runtime of the same store starts nodes. */
export const builder: NodeImageBuilder = {
  imageStore: 'podman',

  async probe(ctx) {
    try {
      return {available: true, version: (await readInfo(ctx)).version.Version}
    } catch (error) {
      ctx.signal.throwIfAborted()
      return {available: false, reason: `podman does not work: ${error instanceof Error ? error.message : String(error)}`, fix: 'kina doctor --fix', packages: {apt: ['podman', 'runc'], dnf: ['podman']}}
    }
  },

  async build(recipe, ctx) {
    const {host} = await readInfo(ctx)
    // crun starts no step on cgroup v1.
    const global = host.cgroupVersion === 'v1' && host.ociRuntime?.name !== 'runc' ? ['--runtime', 'runc'] : []
    const decoder = new TextDecoder()
    const {exitCode, stderr} = await ctx.exec(['podman', ...global, ...buildArgs(recipe, host.arch)], {
      allowFailure: true,
      onStdout: (chunk) => ctx.log.debug(decoder.decode(chunk, {stream: true}).trimEnd()),
    })
    if (exitCode === 0) return
    const lines = stderr.trim().split('\n')
    // kina prints `detail` below the message.
    throw Object.assign(new Error(`${recipe.ref} could not be built: ${lines.at(-1)}`), {detail: lines.slice(-20).join('\n')})
  },
}

async function readInfo(ctx: Context): Promise<Info> {
  return JSON.parse((await ctx.exec(['podman', 'info', '--format', 'json'])).stdout) as Info
}
