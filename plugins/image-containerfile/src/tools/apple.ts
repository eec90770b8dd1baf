import type {Context, ExecResult, ImageRecipe} from 'kina/plugin'
import {withArg, withLabels} from '../containerfile.js'
import type {Adapted, BuildHost, BuildTool, Problem} from './build-tool.js'

/** `container build` of Apple's container: BuildKit in a virtual machine of its own, which it starts when it does not run. */
export const apple: BuildTool = {
  program: 'container',
  info: ['container', 'system', 'status', '--format', 'json'],
  readInfo,
  globalArgs: () => [],
  buildFlags: () => ['--progress', 'plain'],
  adapt,
  stepsOnStderr: true,
  explain,
  missing,
}

/** From 1.4.1 on the version stands in an object of its own. The builder's architecture is not told, so the platform always is. */
function readInfo(info: unknown): BuildHost {
  const {apiServerVersion, server} = info as {apiServerVersion?: string; server?: {version?: string; apiServerVersion?: string}}
  const version = /\d+\.\d+(\.\d+)?/.exec(apiServerVersion ?? server?.version ?? server?.apiServerVersion ?? '')?.[0]
  return {version: version ?? 'unknown', arch: null, cgroup: 2, ociRuntime: 'runc'}
}

/** Bytes from which on the tool refuses a Containerfile. */
const TOO_LARGE = 16 * 1024

/**
 * The tool sends labels and arguments to its builder as HTTP headers, which carry printable ASCII without spaces at the ends; the
 * Containerfile goes encoded, and carries the rest. Pure.
 */
function adapt({args, labels, target}: ImageRecipe, containerfile: string): Adapted {
  const [plainArgs, otherArgs] = apart(args)
  const [plainLabels, otherLabels] = apart(labels)
  const withArgs = Object.entries(otherArgs).reduce((text, [name, value]) => withArg(text, name, value), containerfile)
  const text = Object.keys(otherLabels).length === 0 ? withArgs : withLabels(withArgs, otherLabels, target)
  const bytes = Buffer.byteLength(text)
  if (bytes >= TOO_LARGE) throw new Error(`the Containerfile has ${bytes} bytes, and container build takes less than ${TOO_LARGE}; move what it runs into a script that it copies`)
  return {containerfile: text === containerfile ? null : text, args: plainArgs, labels: plainLabels}
}

function apart(values: Readonly<Record<string, string>>): [Record<string, string>, Record<string, string>] {
  const entries = Object.entries(values)
  const plain = (value: string) => /^([!-~]([ -~]*[!-~])?)?$/.test(value)
  return [Object.fromEntries(entries.filter(([, value]) => plain(value))), Object.fromEntries(entries.filter(([, value]) => !plain(value)))]
}

/** A usage error is that of a version before 0.10, which cannot be asked for JSON. */
function explain({exitCode, stdout, stderr}: ExecResult): Problem {
  if (exitCode === 64) return {reason: 'container is too old to say whether its service runs', fix: 'kina doctor --runtime apple says how to upgrade it'}
  const status = /"status"\s*:\s*"([^"]*)"/.exec(stdout)?.[1]
  return {reason: `the service of container does not run (${status ?? (stderr.trim().split('\n').at(-1) || 'no status')})`, fix: 'container system start --enable-kernel-install'}
}

/** Off a Mac there is nothing to install. */
async function missing(ctx: Context): Promise<Problem> {
  const system = await ctx.exec(['uname', '-s'], {allowFailure: true, timeoutSeconds: 5}).then(
    ({stdout}) => stdout.trim(),
    () => '',
  )
  if (system !== 'Darwin') return {reason: `Apple's container runs on macOS alone, and this is ${system || 'another system'}`}
  return {reason: 'container is not on PATH', fix: 'kina doctor --runtime apple says how to install it'}
}
