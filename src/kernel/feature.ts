import type {Argv, KernelFeature} from '../contract/index.js'
import type {RecipeName} from './probe/recipes.js'

/** A feature of a kernel, and the three ways in which it is looked for. */
export interface FeatureSpec {
  readonly feature: KernelFeature
  /** A few words, for the report. */
  readonly meaning: string
  /** Options of the kernel's configuration, without `CONFIG_`; all are needed, and of `A|B` one. */
  readonly config: readonly string[]
  /** Functions that only a kernel with the feature has, as /proc/kallsyms names them; all are needed, and of `a|b` one. None: it cannot be told so. */
  readonly symbols: readonly string[]
  /** Ways of doing it, any of which is enough. None: it is not tried. */
  readonly trials: readonly Trial[]
  /** The module that has it, where it is one and is not loaded by itself. Absent: as the kernel asks for it when it is used. */
  readonly module?: string
}

/** Something that leaves nothing behind, done inside a node: a program that ends with 0 when it works, or system calls of the probe program. */
export type Trial = {readonly by: string; readonly argv: Argv} | {readonly by: string; readonly recipe: RecipeName}

/** In a network namespace of its own. */
export const alone = (...argv: readonly string[]): Argv => ['unshare', '--net', ...argv]

/** A new link of a kind, alone. */
export const link = (...args: readonly string[]): Trial => ({by: 'ip link', argv: alone('ip', 'link', 'add', 'kina0', ...args)})

/** A rule in each flavour of iptables, alone. */
export const rule = (...args: readonly string[]): readonly Trial[] => ['iptables-nft', 'iptables-legacy'].map((by) => ({by, argv: alone(by, ...args)}))
