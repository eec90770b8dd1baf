import type {Context, Options, Registration, RuntimeBackend} from '../../contract/index.js'
import {hostContext} from '../host-context.js'
import {describeSuite} from '../suite/describe-suite.js'
import {registrationRules, type Members} from '../suite/registration-rules.js'
import type {Suite} from '../suite/rule.js'
import {defaultAmounts, makeBench, type Amounts, type Bench} from './bench.js'
import {execRules} from './exec-rules.js'
import {imageRules} from './image-rules.js'
import {lifecycleRules} from './lifecycle-rules.js'
import {networkRules} from './network-rules.js'
import {debianPrograms, type NodePrograms} from './node-programs.js'
import {powerRules} from './power-rules.js'
import {removalRules} from './removal-rules.js'

export interface RuntimeConformanceOptions {
  /** Image of the nodes, in the backend's store. Without it all that needs nodes is skipped, and the reason is printed. */
  readonly image: string
  /** Default: {@link debianPrograms}. */
  readonly programs?: NodePrograms
  /** Contexts that the backend is lent, one for each signal. Default: {@link hostContext}. */
  readonly context?: (signal: AbortSignal) => Context
  /** First part of the names of clusters that the suite makes and removes. Default: `kina-conformance`. */
  readonly prefix?: string
  readonly runtimeOptions?: Options
  /** Rules that this backend cannot hold, by their full title, each with the reason, which is printed. */
  readonly exempt?: Readonly<Record<string, string>>
  /** For one rule, in seconds. Default 60. */
  readonly timeoutSeconds?: number
  /** Less than usual, for a backend in memory. */
  readonly amounts?: Partial<Amounts>
}

/** Tells whether a backend holds to the contract: one mocha test for each rule, in the order of a cluster's life. */
export function runtimeConformance(registration: Registration<RuntimeBackend>, options: RuntimeConformanceOptions): void {
  describeSuite(runtimeSuite(registration, options), {timeoutSeconds: options.timeoutSeconds ?? 60})
}

/** The same as a list of rules, for `runSuite` and other runners than mocha. */
export function runtimeSuite(registration: Registration<RuntimeBackend>, options: RuntimeConformanceOptions): Suite {
  const {programs = debianPrograms, context = hostContext, prefix = 'kina-conformance', image, runtimeOptions = {}} = options
  const bench = makeBench({registration, context, programs, prefix, image, runtimeOptions, amounts: {...defaultAmounts, ...options.amounts}})
  let cleans = false
  return {
    title: `runtime ${registration.name} holds to the contract`,
    rules: [...registrationRules(registration, MEMBERS), ...[lifecycleRules, execRules, networkRules, imageRules, powerRules, removalRules].flatMap((group) => group(bench))],
    exempt: options.exempt,
    async begin() {
      const reason = await whyNot(bench)
      cleans = reason === null
      if (cleans) await bench.removeAll()
      return reason
    },
    end: async () => (cleans ? bench.removeAll() : undefined),
  }
}

const MEMBERS: Members<RuntimeBackend> = {
  imageStore: 'string',
  images: 'object',
  probe: 'function',
  prepare: 'function',
  listNodes: 'function',
  listClusters: 'function',
  removeCluster: 'function',
  removeNode: 'function?',
  power: 'object?',
  kernelPerNode: 'boolean?',
  report: 'function?',
}

/** Why the suite cannot run here; null when it can. */
async function whyNot({backend, ctx, image}: Bench): Promise<string | null> {
  const runtime = await backend()
  const probe = await runtime.probe(ctx())
  if (!probe.available) return `not available: ${probe.reason}`
  return (await runtime.images.inspect(image, ctx())) === null ? `its store has no image ${image}` : null
}
