import {readFile} from 'node:fs/promises'
import {release as ownRelease} from 'node:os'
import type {Arch, Node} from '../contract/index.js'
import {runEach, type Ended, type ShortCommand} from '../node/run-each.js'
import type {FeatureSpec, Trial} from './feature.js'
import {KERNEL_FEATURES} from './features.js'
import {errnoName} from './probe/call-numbers.js'
import {probeProgram} from './probe/elf.js'
import {recipe} from './probe/recipes.js'

/** What was seen of a kernel. Plain JSON; recorded ones are judged as live ones are. */
export interface KernelEvidence {
  /** `uname -r`. */
  readonly release: string
  /** The text of its configuration. Null: it is nowhere to be read. */
  readonly config: string | null
  /** Which functions of the list it has. Null: it does not say. */
  readonly symbols: readonly string[] | null
  /** What became of each trial, by feature. */
  readonly trials: Readonly<Record<string, readonly Tried[]>>
}

export interface Tried {
  readonly by: string
  /** Null: it works. */
  readonly error: string | null
}

const PROBE = '/usr/local/lib/kina/kernel-probe'
/** What `unshare` and shells exit with then. */
const MISSING_PROGRAM = 127

/** Looks at the kernel of a node that is thrown away afterwards; `platform` is that of the machine where the command runs. */
export async function collectEvidence(node: Node, platform: NodeJS.Platform): Promise<KernelEvidence> {
  const release = (await node.exec(['uname', '-r'])).stdout.trim()
  const [config, symbols, trials] = await Promise.all([configOf(node, release, platform), symbolsOf(node), tryFeatures(node, KERNEL_FEATURES)])
  return {release, config, symbols, trials}
}

/** Tries some features in a node that is thrown away afterwards. */
export async function tryFeatures(node: Node, features: readonly FeatureSpec[]): Promise<KernelEvidence['trials']> {
  const arch = archOf((await node.exec(['uname', '-m'])).stdout.trim())
  const all = features.flatMap(({feature, trials}) => trials.flatMap((trial) => ('argv' in trial || arch !== null ? [{feature, trial}] : [])))
  const recipes = arch === null ? [] : [...new Set(all.flatMap(({trial}) => ('recipe' in trial ? [trial.recipe] : [])))].map((name) => ({path: recipeFile(name), text: recipe(name, arch)}))
  const programs = arch === null ? [] : [{path: PROBE, text: probeProgram(arch), mode: 0o755}]
  const ended = await runEach(node, all.map(({trial}) => commandOf(trial)), [...programs, ...recipes])
  const results = all.map(({feature, trial}, i) => ({feature, tried: triedOf(trial, ended[i]!)}))
  return Object.fromEntries(features.map(({feature}) => [feature, results.flatMap((one) => (one.feature === feature && one.tried !== null ? [one.tried] : []))]))
}

function commandOf(trial: Trial): ShortCommand {
  if ('argv' in trial) return {argv: trial.argv}
  // Its name is for whoever looks at what runs: it reads all it is to do.
  return {argv: ['unshare', '--net', '--mount', PROBE, trial.recipe], input: recipeFile(trial.recipe)}
}

/** Null: it cannot be tried, because the image lacks the program for it. */
function triedOf(trial: Trial, {exitCode, stderr}: Ended): Tried | null {
  const {by} = trial
  if (exitCode === 0) return {by, error: null}
  if ('recipe' in trial) return {by, error: `${stderr || trial.recipe}: ${errnoName(exitCode)}`}
  return exitCode === MISSING_PROGRAM ? null : {by, error: stderr || `${trial.argv.join(' ')}: exit code ${exitCode}`}
}

function recipeFile(name: string): string {
  return `${PROBE}-recipes/${name}`
}

/** From the kernel itself, or from where distributions put it: in the node, or on this machine where the nodes share its kernel. */
async function configOf(node: Node, release: string, platform: NodeJS.Platform): Promise<string | null> {
  for (const argv of [['zcat', '/proc/config.gz'], ['cat', `/boot/config-${release}`], ['cat', `/lib/modules/${release}/config`]] as const) {
    const {exitCode, stdout} = await node.exec(argv, {allowFailure: true})
    if (exitCode === 0 && stdout.includes('CONFIG_')) return relevant(stdout)
  }
  if (platform !== 'linux' || ownRelease() !== release) return null
  return readFile(`/boot/config-${release}`, 'utf8').then(relevant, () => null)
}

/** The lines of options that are looked at: the whole is a hundred times as long, and the result is kept. */
function relevant(text: string): string {
  const names = new Set(KERNEL_FEATURES.flatMap(({config}) => config.flatMap((option) => option.split('|'))))
  return text.split('\n').filter((line) => names.has(/CONFIG_(\w+)/.exec(line)?.[1] ?? '')).join('\n')
}

/** Of all functions, or, where the kernel does not list them, of those that its type information describes. */
async function symbolsOf(node: Node): Promise<string[] | null> {
  const names = KERNEL_FEATURES.flatMap(({symbols}) => symbols.flatMap((symbol) => symbol.split('|')))
  for (const file of ['/proc/kallsyms', '/sys/kernel/btf/vmlinux']) {
    const {exitCode, stdout} = await node.exec(['grep', '-aowE', names.join('|'), file], {allowFailure: true})
    if (exitCode === 0) return [...new Set(stdout.split('\n').filter((name) => names.includes(name)))].sort()
  }
  return null
}

/** By `uname -m`; null where there is no probe program. */
function archOf(machine: string): Arch | null {
  return ({x86_64: 'amd64', aarch64: 'arm64', arm64: 'arm64'} as const)[machine] ?? null
}
