import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {existsSync} from 'node:fs'
import {homedir, release, tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Readable} from 'node:stream'
import {execa} from 'execa'
import {parseProc, ulimits} from '../../plugins/runtime-oci/src/host.js'
import {toRun, type Run} from '../e2e/run.js'

/** The kind that is compared with, and that kina's image has to serve. */
export const KIND_VERSION = 'v0.33.0'
const MODULE = `sigs.k8s.io/kind@${KIND_VERSION}`

/** For standard input. */
export type Input = string | Readable

/** kind as its users run it, on Podman, with a kubeconfig of its own. */
export interface Kind {
  readonly kind: (args: readonly string[], input?: string) => Promise<Run>
  readonly podman: (args: readonly string[], input?: Input) => Promise<Run>
  /** kubectl inside the first control plane. */
  readonly kubectl: (cluster: string, args: readonly string[], input?: string) => Promise<Run>
  readonly leave: () => Promise<void>
}

/** Builds kind with Go, once for each machine. */
export async function newKind(): Promise<Kind> {
  const program = await kindProgram()
  const home = await mkdtemp(join(tmpdir(), 'kina-kind-'))
  // kind mounts the folder, and Podman refuses a mount of nothing.
  await mkdir(`/lib/modules/${release()}`, {recursive: true})
  const env = {KIND_EXPERIMENTAL_PROVIDER: 'podman', KUBECONFIG: join(home, 'config'), ...(await podmanEnvironment(home))}
  const run = async (file: string, args: readonly string[], input: Input = '') => toRun(await execa(file, args, {env, input, all: true, reject: false}))
  return {
    kind: (args, input) => run(program, args, input),
    podman: (args, input) => run('podman', args, input),
    kubectl: (cluster, args, input) => run('podman', ['exec', '-i', `${cluster}-control-plane`, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args], input),
    leave: () => rm(home, {recursive: true, force: true}),
  }
}

/** Where Go has unpacked kind's module: with the sources of its node image. */
export function kindSources(): Promise<string> {
  return moduleSources(MODULE)
}

/** Where Go unpacks a module, such as `sigs.k8s.io/kind@v0.33.0`. */
export async function moduleSources(module: string): Promise<string> {
  const {stdout} = await execa('go', ['mod', 'download', '-json', module], {env: GO_ENVIRONMENT, cwd: tmpdir()})
  return (JSON.parse(stdout) as {Dir: string}).Dir
}

async function kindProgram(): Promise<string> {
  const directory = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina-test', `kind-${KIND_VERSION}`)
  const program = join(directory, 'kind')
  if (!existsSync(program)) await execa('go', ['install', MODULE], {env: {...GO_ENVIRONMENT, GOBIN: directory}, cwd: tmpdir()})
  return program
}

const GO_ENVIRONMENT = {GOFLAGS: '-mod=mod', GO111MODULE: 'on'}

/**
 * kind gives Podman no flags for machines where limits cannot be raised, or that have cgroup v1, as kina does: a configuration file of
 * Podman's says it in their place. Empty where neither is so.
 */
async function podmanEnvironment(home: string): Promise<Record<string, string>> {
  const texts = await Promise.all(['/proc/self/limits', '/proc/self/status', '/proc/sys/kernel/pid_max'].map((file) => readFile(file, 'utf8')))
  const limits = ulimits(parseProc(texts.join(''))).filter((flag) => flag !== '--ulimit')
  const cgroup1 = !existsSync('/sys/fs/cgroup/cgroup.controllers')
  if (limits.length === 0 && !cgroup1) return {}
  const file = join(home, 'containers.conf')
  await writeFile(file, `[containers]\n${limits.length > 0 ? `default_ulimits = ${JSON.stringify(limits)}\n` : ''}pids_limit = 0\n[engine]\n${cgroup1 ? 'runtime = "runc"\n' : ''}`)
  return {CONTAINERS_CONF: file}
}
