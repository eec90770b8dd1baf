import {mkdtemp, rm} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {execa} from 'execa'
import {KUBERNETES_CHOICE} from '../node-image.js'
import {DEFAULT_RUNTIME, ociPlace} from './places/oci.js'
import type {Place} from './places/place.js'
import {toRun, type Run} from './run.js'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))

/** kina as a user of its own runs it, with one runtime: own home, own data directory; the cache is the machine's. */
export interface User {
  readonly home: string
  readonly place: Place
  /** Arguments that choose the runtime and the Kubernetes. None for those that kina takes by itself. */
  readonly choice: readonly string[]
  readonly kina: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>
  /** The same, still running. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ReturnType<typeof startKina>
  readonly kubectl: (cluster: string, args: readonly string[], input?: string) => Promise<Run>
  /** Ends kina's use of the home; what a test made elsewhere is the test's. */
  readonly leave: () => Promise<void>
}

export async function newUser(place: Place = ociPlace(DEFAULT_RUNTIME)): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'kina-home-'))
  const cache = kinaCache()
  const base = {HOME: home, KINA_CACHE_DIR: cache, XDG_DATA_HOME: join(home, 'data'), GOCACHE: join(homedir(), '.cache/go-build'), GOPATH: join(homedir(), 'go'), KUBECONFIG: '', ...place.env}
  const start: User['start'] = (args, env) => startKina(args, {...base, ...env}, home)
  return {
    home,
    place,
    choice: [...(place.byDefault ? [] : ['--runtime', place.runtime]), ...KUBERNETES_CHOICE],
    start,
    kina: async (args, env) => toRun(await start(args, env)),
    // From inside a node: the machine need not have kubectl; what the host sees is checked through its kubeconfig elsewhere.
    kubectl: (cluster, args, input) => place.tool(['exec', '-i', `${cluster}-control-plane`, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args], input),
    leave: () => rm(home, {recursive: true, force: true}),
  }
}

/** The machine's, whoever the user is. */
export function kinaCache(): string {
  return process.env['KINA_CACHE_DIR'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina')
}

function startKina(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
  return execa(process.execPath, [program, ...args], {env, all: true, reject: false, stdin: 'ignore', cwd})
}
