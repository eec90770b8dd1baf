import assert from 'node:assert/strict'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {clusterContext} from '../../src/cluster/cluster-context.js'
import type {CniInstaller, ClusterContext, ClusterPlan, Context, Node, RegisterHook, Registration, RuntimeBackend} from '../../src/contract/index.js'
import {exec} from '../../src/process/exec.js'
import type {User} from './kina.js'
import {KUBERNETES_CHOICE} from '../node-image.js'
import type {Place} from './places/place.js'

/** Creates a cluster as a user does, on the user's runtime, and gives back its plan. */
export async function createCluster(user: User, args: readonly string[]): Promise<ClusterPlan> {
  const choice = args.includes('--runtime') ? KUBERNETES_CHOICE : user.choice
  const {exitCode, stdout, all} = await user.kina(['cluster', 'create', ...args, ...choice, '--json'])
  assert.equal(exitCode, 0, all)
  return (JSON.parse(stdout) as {plan: ClusterPlan}).plan
}

/** What core hands to a CNI, for a cluster that is already there. */
export async function contextOf(plan: ClusterPlan, env?: Place['env']): Promise<ClusterContext> {
  const runtime = await (await registrations()).find(({name}) => name === plan.runtime)!.load()
  const ctx = testContext(env)
  const own = (await runtime.listNodes(ctx)).filter((node) => node.cluster === plan.name)
  const nodes = plan.nodes.map(({name}) => own.find((node) => node.name === name)!) as [Node, ...Node[]]
  return clusterContext(plan, nodes, ctx)
}

/** The runtimes of this repository. */
export async function registrations(): Promise<Registration<RuntimeBackend>[]> {
  return (await Promise.all(['runtime-oci', 'runtime-apple'].map(registered))).flatMap(({runtimes}) => runtimes)
}

export interface Registered {
  readonly runtimes: Registration<RuntimeBackend>[]
  readonly cnis: Registration<CniInstaller>[]
}

/** What a plugin of this repository registers, from its sources. */
export async function registered(plugin: string): Promise<Registered> {
  const {default: hook} = (await import(new URL(`../../plugins/${plugin}/src/register.ts`, import.meta.url).href)) as {default: RegisterHook}
  const result: Registered = {runtimes: [], cnis: []}
  await hook({register: {runtime: (r) => void result.runtimes.push(r), cni: (r) => void result.cnis.push(r), imageBuilder: () => {}}})
  return result
}

export function testContext(env: Place['env'] = {}): Context {
  const {signal} = new AbortController()
  const cache = join(homedir(), '.cache', 'kina-test')
  return {signal, log: {debug: () => {}, info: () => {}, warn: console.warn}, dirs: {state: cache, cache}, exec: (argv, options) => exec(argv, {...options, env: {...env, ...options?.env}}, signal)}
}
