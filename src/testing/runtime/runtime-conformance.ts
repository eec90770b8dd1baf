import type {Context, Options, Registration, RuntimeBackend} from '../contract/index.js'
import {execRules} from './conformance/exec-rules.js'
import {imageRules} from './conformance/image-rules.js'
import {lifecycleRules} from './conformance/lifecycle-rules.js'
import {networkRules} from './conformance/network-rules.js'
import {makeBench, type Bench} from './conformance/bench.js'
import {powerRules} from './conformance/power-rules.js'
import {removalRules} from './conformance/removal-rules.js'
import {hostContext} from './host-context.js'
import {mochaGlobals, type MochaContext} from './mocha-globals.js'
import {debianPrograms, type NodePrograms} from './node-programs.js'

export interface RuntimeConformanceOptions {
  /** Image of the nodes, in the backend's store. Without it everything is skipped, and the reason is printed. */
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
}

/** Tells whether a backend holds to the contract: one mocha test for each rule, in the order of a cluster's life. */
export function runtimeConformance(registration: Registration<RuntimeBackend>, options: RuntimeConformanceOptions): void {
  const {describe, it, before, after} = mochaGlobals()
  const {programs = debianPrograms, context = hostContext, prefix = 'kina-conformance', exempt = {}, timeoutSeconds = 60} = options
  const bench = makeBench({registration, context, programs, prefix, image: options.image, runtimeOptions: options.runtimeOptions ?? {}})
  const rules = [lifecycleRules, execRules, networkRules, imageRules, powerRules, removalRules].flatMap((group) => group(bench))
  const unknown = Object.keys(exempt).filter((title) => !rules.some((rule) => rule.title === title))

  describe(`runtime ${registration.name} holds to the contract`, function () {
    this.timeout(timeoutSeconds * 1000)
    before(async function () {
      if (unknown.length > 0) throw new Error(`there is no such rule: ${unknown.join('; ')}`)
      const reason = await whyNot(bench)
      if (reason !== null) skip(this, reason)
      await bench.removeAll()
    })
    after(() => bench.removeAll())
    for (const {title, hold} of rules) {
      it(title, async function () {
        if (exempt[title] !== undefined) skip(this, exempt[title])
        const reason = await hold()
        if (reason !== undefined) skip(this, reason)
      })
    }
  })
}

/** Why the suite cannot run here; null when it can. */
async function whyNot({backend, ctx, image}: Bench): Promise<string | null> {
  const runtime = await backend()
  const probe = await runtime.probe(ctx())
  if (!probe.available) return `not available: ${probe.reason}`
  return (await runtime.images.inspect(image, ctx())) === null ? `its store has no image ${image}` : null
}

function skip(context: MochaContext, reason: string): never {
  console.log(`        skipped: ${reason}`)
  return context.skip()
}
