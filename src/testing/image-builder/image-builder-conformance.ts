import type {Context, NodeImageBuilder, Registration, RuntimeBackend} from '../../contract/index.js'
import {hostContext} from '../host-context.js'
import {describeSuite} from '../suite/describe-suite.js'
import {registrationRules, type Members} from '../suite/registration-rules.js'
import type {Suite} from '../suite/rule.js'
import {defaultBuildAmounts, makeBench, type Bench, type BuildAmounts} from './bench.js'
import {buildRules} from './build-rules.js'
import {failureRules} from './failure-rules.js'
import {toolRules} from './tool-rules.js'

export interface ImageBuilderConformanceOptions {
  /** The runtime in whose image store the builder's images land: through it they are looked at. */
  readonly store: Registration<RuntimeBackend>
  /** Contexts that both are lent, one for each signal. Default: {@link hostContext}. */
  readonly context?: (signal: AbortSignal) => Context
  /** First part of the names of images that the suite makes and removes. Default: `kina/conformance`. */
  readonly prefix?: string
  /** Rules that this builder cannot hold, by their full title, each with the reason, which is printed. */
  readonly exempt?: Readonly<Record<string, string>>
  /** For one rule, in seconds. Default 120. */
  readonly timeoutSeconds?: number
  /** Less than usual, for a builder in memory. */
  readonly amounts?: Partial<BuildAmounts>
}

/**
 * Tells whether a builder holds to the contract: one mocha test for each rule. Every recipe is `FROM scratch`, so no base image is
 * needed, and no network.
 */
export function imageBuilderConformance(registration: Registration<NodeImageBuilder>, options: ImageBuilderConformanceOptions): void {
  describeSuite(imageBuilderSuite(registration, options), {timeoutSeconds: options.timeoutSeconds ?? 120})
}

/** The same as a list of rules, for `runSuite` and other runners than mocha. */
export function imageBuilderSuite(registration: Registration<NodeImageBuilder>, options: ImageBuilderConformanceOptions): Suite {
  const {store, context = hostContext, prefix = 'kina/conformance', amounts} = options
  const bench = makeBench({registration, store, context, prefix, amounts: {...defaultBuildAmounts, ...amounts}})
  let cleans = false
  return {
    title: `image builder ${registration.name} holds to the contract`,
    rules: [...registrationRules(registration, MEMBERS), ...[toolRules, buildRules, failureRules].flatMap((group) => group(bench))],
    exempt: options.exempt,
    async begin() {
      const reason = await whyNot(bench)
      cleans = reason === null
      if (cleans) await bench.clean()
      return reason
    },
    end: async () => (cleans ? bench.clean() : undefined),
  }
}

const MEMBERS: Members<NodeImageBuilder> = {imageStore: 'string', probe: 'function', build: 'function'}

/** Why the suite cannot run here; null when it can. */
async function whyNot({builder, store, ctx}: Bench): Promise<string | null> {
  const probe = await (await builder()).probe(ctx())
  if (!probe.available) return `not available: ${probe.reason}`
  const runtime = await (await store.load()).probe(ctx())
  return runtime.available ? null : `the runtime ${store.name} is not available: ${runtime.reason}`
}
