import type {KernelReport} from '../contract/index.js'
import type {KernelEvidence, Tried} from './evidence.js'
import type {FeatureSpec} from './feature.js'
import {KERNEL_FEATURES} from './features.js'

/** One feature of a kernel, as each way shows it, and what follows. Plain JSON. */
export interface Finding {
  readonly feature: string
  readonly meaning: string
  /** Built in, a module, not there, or not known. */
  readonly config: 'y' | 'm' | 'n' | 'unknown'
  readonly symbols: 'yes' | 'no' | 'unknown'
  readonly trying: 'works' | 'fails' | 'not tried'
  /** Whether nodes have it. Null: no way shows it. */
  readonly present: boolean | null
  /** What was seen, in words. */
  readonly detail: string
  /** Where the ways differ: who says what, and who is believed. */
  readonly disagreement?: string
}

/** What follows from what was seen; doing it decides, then the configuration, then the functions. Pure. */
export function judge({config, symbols, trials}: KernelEvidence, features: readonly FeatureSpec[] = KERNEL_FEATURES): Finding[] {
  const options = config === null ? null : readConfig(config)
  return features.map((spec) => {
    const {feature, meaning} = spec
    const seen = {config: configured(spec, options), symbols: listed(spec, symbols), trying: done(trials[feature] ?? [])}
    const present = decided(seen)
    const disagreement = differing(seen)
    return {feature, meaning, ...seen, present, detail: detailOf(spec, options, symbols, trials[feature] ?? []), ...(disagreement !== undefined && {disagreement})}
  })
}

/** What a CNI is asked with. What no way shows is taken for present: it may be, and a refusal has to have a reason. */
export function reportOf(release: string, findings: readonly Finding[]): KernelReport {
  return {release, features: Object.fromEntries(findings.map(({feature, present, detail}) => [feature, {present: present !== false, detail: present === true ? '' : detail}]))}
}

/** Options by name, without `CONFIG_`; those that are not set are not in it. */
export function readConfig(text: string): ReadonlyMap<string, 'y' | 'm'> {
  return new Map([...text.matchAll(/^CONFIG_(\w+)=([ym])$/gm)].map(([, name = '', value]) => [name, value as 'y' | 'm']))
}

type Seen = Pick<Finding, 'config' | 'symbols' | 'trying'>

function configured({config}: FeatureSpec, options: ReturnType<typeof readConfig> | null): Finding['config'] {
  if (options === null || config.length === 0) return 'unknown'
  const each = config.map((option) => best(option, options))
  return each.includes('n') ? 'n' : each.includes('m') ? 'm' : 'y'
}

function best(option: string, options: ReturnType<typeof readConfig>): 'y' | 'm' | 'n' {
  const values = option.split('|').map((name) => options.get(name))
  return values.includes('y') ? 'y' : values.includes('m') ? 'm' : 'n'
}

function listed({symbols}: FeatureSpec, found: readonly string[] | null): Finding['symbols'] {
  if (found === null || symbols.length === 0) return 'unknown'
  return symbols.every((symbol) => symbol.split('|').some((name) => found.includes(name))) ? 'yes' : 'no'
}

function done(tried: readonly Tried[]): Finding['trying'] {
  return tried.length === 0 ? 'not tried' : tried.some(({error}) => error === null) ? 'works' : 'fails'
}

function decided({config, symbols, trying}: Seen): boolean | null {
  if (trying !== 'not tried') return trying === 'works'
  if (config !== 'unknown') return config !== 'n'
  return symbols === 'unknown' ? null : symbols === 'yes'
}

/** A module that is not loaded shows no functions and is no contradiction. */
function differing({config, symbols, trying}: Seen): string | undefined {
  const says: readonly (readonly [way: string, says: string, has: boolean | null])[] = [
    ['trying', trying, trying === 'not tried' ? null : trying === 'works'],
    ['its configuration', config, config === 'unknown' ? null : config === 'm' ? null : config === 'y'],
    ['its functions', symbols, symbols === 'unknown' || (config === 'm' && symbols === 'no') ? null : symbols === 'yes'],
  ]
  const known = says.filter(([, , has]) => has !== null)
  if (new Set(known.map(([, , has]) => has)).size < 2) return undefined
  return `${known.map(([way, word]) => `${way}: ${word}`).join(', ')}; ${known[0]![0]} is believed`
}

function detailOf({config, symbols}: FeatureSpec, options: ReturnType<typeof readConfig> | null, found: readonly string[] | null, tried: readonly Tried[]): string {
  const parts = [
    ...(options === null ? [] : config.map((option) => option.split('|').map((name) => `CONFIG_${name}=${options.get(name) ?? 'n'}`).join(' or '))),
    ...(found === null ? [] : symbols.filter((symbol) => !symbol.split('|').some((name) => found.includes(name))).map((symbol) => `no function ${symbol.replaceAll('|', ' or ')}`)),
    ...tried.map(({by, error}) => `${by}: ${error ?? 'works'}`),
  ]
  return parts.join('; ') || 'neither its configuration nor its functions can be read, and it cannot be tried'
}
