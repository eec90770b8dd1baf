import type {Context, ExecResult} from 'kina/plugin'
import {commands} from './commands.js'
import {ask} from './tool.js'
import {versionIn, type Version} from './versions.js'

/** What `container system status` says. */
export interface Service {
  readonly running: boolean
  /** The tool's own word: `running`, `unregistered`, `not running`. */
  readonly status: string
  /** Null when the answer does not tell. */
  readonly version: Version | null
  /** Where the service keeps images, containers and kernels; null when the answer does not tell. */
  readonly appRoot: string | null
}

export async function readService(ctx: Context): Promise<Service> {
  return parseStatus(await ask(ctx, commands.systemStatus()))
}

/** Up to 1.3 all fields stand beside `status`, from 1.4.1 on in objects of their own; of a stopped service only `status` can be relied on. Pure. */
export function parseStatus({exitCode, stdout}: Pick<ExecResult, 'exitCode' | 'stdout'>): Service {
  let answer: Answer
  try {
    answer = JSON.parse(stdout) as Answer
  } catch {
    return {running: false, status: 'unreadable', version: null, appRoot: null}
  }
  const {status = 'unreadable'} = answer
  const version = answer.apiServerVersion ?? answer.server?.version ?? answer.server?.apiServerVersion ?? ''
  const appRoot = answer.appRoot ?? answer.paths?.appRoot ?? ''
  return {running: status === 'running' && exitCode === 0, status, version: versionIn(version), appRoot: appRoot === '' ? null : appRoot.replace(/\/+$/, '')}
}

interface Answer {
  readonly status?: string
  readonly apiServerVersion?: string
  readonly appRoot?: string
  readonly server?: {readonly version?: string; readonly apiServerVersion?: string}
  readonly paths?: {readonly appRoot?: string}
}

/** Directory and link by which the service finds the kernel of new containers. */
export function defaultKernelLink(appRoot: string): string {
  return `${appRoot}/kernels/default.kernel-arm64`
}

/** What names the kernel that new containers boot; null: none is installed, and nothing boots. */
export async function defaultKernel(ctx: Context, appRoot: string): Promise<string | null> {
  const link = defaultKernelLink(appRoot)
  const look = (...argv: [string, ...string[]]) => ctx.exec(argv, {allowFailure: true, timeoutSeconds: 5})
  const [{exitCode, stdout}, file] = await Promise.all([look('readlink', link), look('test', '-e', link)])
  const name = stdout.trim().split('/').at(-1) ?? ''
  if (exitCode !== 0 || file.exitCode !== 0 || name === '') return null
  // Kernels that are shipped have their version in the name; another file may be replaced under the name it has.
  if (/\d+\.\d+/.test(name)) return name
  return `${name}-${(await look('cksum', link)).stdout.split(' ')[0] ?? ''}`
}
