import {contextFor, type App} from '../app.js'
import type {Argv, PackageManager} from '../contract/index.js'
import type {Finding} from './check.js'
import {together} from './source-checks.js'

/** Command lines that install and set what results name, with sudo where that is needed. */
export async function remedies(app: App, results: readonly Finding[]): Promise<Argv[]> {
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
