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

/** kina as a user of its own runs it: own home, own data directory; the cache is the machine's. */
export interface User {
  readonly home: string
  readonly kina: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>
  /** The same, still running. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ResultPromise<{all: true; reject: false}>
  readonly kubectl: (cluster: string, args: readonly string[], input?: string) => Promise<Run>
  readonly leave: () => Promise<void>
}

export async function newUser(): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'kina-home-'))
  const cache = process.env['KINA_CACHE_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina')
  const base: Record<string, string> = {HOME: home, KINA_CACHE_DIR: cache, XDG_DATA_HOME: join(home, 'data'), GOCACHE: join(homedir(), '.cache/go-build'), GOPATH: join(homedir(), 'go'), KUBECONFIG: ''}
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [program, ...args], {env: {...base, ...env}, all: true, reject: false, stdin: 'ignore', cwd: home})
  const kina = async (args: readonly string[], env?: Readonly<Record<string, string>>) => toRun(await start(args, env))
  return {
    home,
    start,
    kina,
    // From inside a node: the machine need not have kubectl; what the host sees is checked through its kubeconfig elsewhere.
    kubectl: async (cluster, args, input) =>
      toRun(await execa('podman', ['exec', '-i', `${cluster}-control-plane`, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args], {all: true, reject: false, input: input ?? ''})),
    leave: () => rm(home, {recursive: true, force: true}),
  }
}

/** Everything that podman has of kina's clusters; `only` narrows it to some. */
export async function leftovers(only?: readonly string[]): Promise<string[]> {
  const filter = only?.length === 1 ? `label=io.kina.cluster=${only[0]}` : 'label=io.kina.cluster'
  const lists = await Promise.all([
    execa('podman', ['ps', '-a', '--filter', filter, '--format', 'container {{.Names}}']),
    execa('podman', ['network', 'ls', '--filter', filter, '--format', 'network {{.Name}}']),
    execa('podman', ['volume', 'ls', '--filter', filter, '--format', 'volume {{.Name}}']),
  ])
  return lists.flatMap(({stdout}) => stdout.split('\n').filter((line) => line !== ''))
}

function toRun(result: {exitCode?: number | undefined; stdout?: unknown; stderr?: unknown; all?: unknown}): Run {
  return {exitCode: result.exitCode ?? -1, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? ''), all: String(result.all ?? '')}
}
