import {contextFor, type App} from '../app.js'
import type {Argv, PackageManager} from '../contract/index.js'
import type {Step} from '../report/step.js'
import type {Check, Finding} from './check.js'
import {HOST_CHECKS} from './host-checks.js'
import {providerChecks} from './provider-checks.js'
import {SOURCE_CHECKS, together} from './source-checks.js'

export type Result = Finding & {readonly title: string}

export interface Diagnosis {
  readonly results: readonly Result[]
  /** Whether clusters can be made: one runtime with its builder, and a way to get a node's programs. */
  readonly healthy: boolean
  /** What `--fix` ran, as command lines. */
  readonly done: readonly Argv[]
}

/** Looks at everything at once; with `fix`, installs and sets what the findings name and looks again. */
export async function diagnose(app: App, {fix}: {fix: boolean}, step: Step): Promise<Diagnosis> {
  const results = await lookAt(app)
  const wanted = fix ? await remedies(app, needed(results)) : []
  for (const argv of wanted) await step(`fix-${argv.join('-')}`, argv.join(' '), () => contextFor(app, 'core', 'doctor').exec(argv, {env: {DEBIAN_FRONTEND: 'noninteractive'}}))
  const after = wanted.length > 0 ? await lookAt(app) : results
  return {results: after, healthy: isHealthy(after), done: wanted}
}

async function lookAt(app: App): Promise<Result[]> {
  const checks: Check[] = [...HOST_CHECKS, ...SOURCE_CHECKS, ...providerChecks(app)]
  return withSpares(await Promise.all(checks.map(async (check) => ({title: check.title, ...(await check.look(app))}))))
}

/** One of a kind is enough: beside it another that is missing is no more than worth knowing. */
function withSpares(results: readonly Result[]): Result[] {
  const has = (kind: string) => results.some(({title, status}) => title.startsWith(kind) && status === 'ok')
  const spare = PROVIDERS.filter(has)
  return results.map((result) => (result.status === 'missing' && spare.some((kind) => result.title.startsWith(kind)) ? {...result, status: 'note'} : result))
}

/** One runtime is enough: once there is one, the others that are missing are no more than worth knowing. */
function needed(results: readonly Result[]): Result[] {
  const runtimes = results.filter(isProvider)
  const chosen = runtimes.some(({status}) => status === 'ok') ? [] : preferredFirst(runtimes)
  return [...results.filter((result) => !isProvider(result)), ...chosen]
}

/** The runtimes are listed by preference, but only those that say how to install them can be helped; the first such is taken, with its builder. */
function preferredFirst(results: readonly Result[]): Result[] {
  return results.filter(({packages}) => packages !== undefined).slice(0, 1)
}

const PROVIDERS = ['Runtime ', 'Image builder '] as const

function isProvider({title}: Result): boolean {
  return PROVIDERS.some((kind) => title.startsWith(kind))
}

function isHealthy(results: readonly Result[]): boolean {
  const usable = (prefix: string) => results.some(({title, status}) => title.startsWith(prefix) && status === 'ok')
  return PROVIDERS.every(usable) && results.every((result) => isProvider(result) || result.status !== 'missing')
}

async function remedies(app: App, results: readonly Result[]): Promise<Argv[]> {
  const packages = together(results.flatMap((result) => result.packages ?? []))
  const commands = results.flatMap((result) => result.commands ?? [])
  const manager = await packageManager(app)
  const install = manager && packages[manager]?.length ? INSTALL[manager](packages[manager]) : []
  return [...install, ...commands].map((argv) => asRoot(argv))
}

const INSTALL: Readonly<Record<PackageManager, (names: readonly string[]) => Argv[]>> = {
  apt: (names) => [['apt-get', 'update'], ['apt-get', 'install', '--yes', '--no-install-recommends', ...names]],
  dnf: (names) => [['dnf', 'install', '--assumeyes', ...names]],
  pacman: (names) => [['pacman', '--sync', '--noconfirm', ...names]],
  brew: (names) => [['brew', 'install', ...names]],
}
const PROGRAMS: Readonly<Record<PackageManager, string>> = {apt: 'apt-get', dnf: 'dnf', pacman: 'pacman', brew: 'brew'}

async function packageManager(app: App): Promise<PackageManager | undefined> {
  const {exec} = contextFor(app, 'core', 'doctor')
  const found = await Promise.all((Object.keys(INSTALL) as PackageManager[]).map(async (name) => [name, await exec([PROGRAMS[name], '--version']).then(() => true, () => false)] as const))
  return found.find(([, there]) => there)?.[0]
}

/** Homebrew refuses to run as root; everything else needs it. */
function asRoot(argv: Argv): Argv {
  return process.getuid?.() === 0 || argv[0] === 'brew' ? argv : ['sudo', ...argv]
}
