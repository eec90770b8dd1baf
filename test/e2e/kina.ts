import {mkdtemp, rm} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {execa, type ResultPromise} from 'execa'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))

export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Both outputs, for messages. */
  readonly all: string
}

/** kina as a user of its own runs it, with one runtime: own home, own data directory; the cache is the machine's. */
export interface User {
  readonly home: string
  readonly runtime: string
  /** Arguments that choose the runtime. None for the one that kina takes by itself. */
  readonly choice: readonly string[]
  readonly kina: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>
  /** The same, still running. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ResultPromise<{all: true; reject: false}>
  readonly kubectl: (cluster: string, args: readonly string[], input?: string) => Promise<Run>
  /** The runtime's own program: what its user sees, without kina. */
  readonly tool: (args: readonly string[], input?: string) => Promise<Run>
  /** Everything that the runtime has of kina's clusters; `only` narrows it to one. */
  readonly leftovers: (only?: string) => Promise<string[]>
  readonly leave: () => Promise<void>
}

/** The first that kina tries. */
export const DEFAULT_RUNTIME = 'podman'

export async function newUser(runtime: string = DEFAULT_RUNTIME): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'kina-home-'))
  const cache = process.env['KINA_CACHE_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina')
  const base: Record<string, string> = {HOME: home, KINA_CACHE_DIR: cache, XDG_DATA_HOME: join(home, 'data'), GOCACHE: join(homedir(), '.cache/go-build'), GOPATH: join(homedir(), 'go'), KUBECONFIG: ''}
  // Where the daemon is that this machine has chosen. Podman reads it too, and fails when there is no file in it.
  if (runtime === 'docker') base['DOCKER_CONFIG'] = process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker')
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [program, ...args], {env: {...base, ...env}, all: true, reject: false, stdin: 'ignore', cwd: home})
  const kina = async (args: readonly string[], env?: Readonly<Record<string, string>>) => toRun(await start(args, env))
  const tool = async (args: readonly string[], input = '') => toRun(await execa(runtime, args, {all: true, reject: false, input}))
  return {
    home,
    runtime,
    choice: runtime === DEFAULT_RUNTIME ? [] : ['--runtime', runtime],
    start,
    kina,
    tool,
    leftovers: (only) => leftovers(only === undefined ? undefined : [only], runtime),
    // From inside a node: the machine need not have kubectl; what the host sees is checked through its kubeconfig elsewhere.
    kubectl: (cluster, args, input) => tool(['exec', '-i', `${cluster}-control-plane`, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args], input),
    leave: () => rm(home, {recursive: true, force: true}),
  }
}

/** Everything that a runtime has of kina's clusters; `only` narrows it to one. */
export async function leftovers(only?: readonly [string], runtime: string = DEFAULT_RUNTIME): Promise<string[]> {
  const label = only === undefined ? 'label=io.kina.cluster' : `label=io.kina.cluster=${only[0]}`
  const lists = await Promise.all([
    execa(runtime, ['ps', '-a', '--filter', label, '--format', 'container {{.Names}}']),
    execa(runtime, ['network', 'ls', '--filter', label, '--format', 'network {{.Name}}']),
    execa(runtime, ['volume', 'ls', '--filter', label, '--format', 'volume {{.Name}}']),
  ])
  return lists.flatMap(({stdout}) => stdout.split('\n').filter((line) => line !== ''))
}

function toRun(result: {exitCode?: number | undefined; stdout?: unknown; stderr?: unknown; all?: unknown}): Run {
  return {exitCode: result.exitCode ?? -1, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? ''), all: String(result.all ?? '')}
}
