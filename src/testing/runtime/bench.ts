import assert from 'node:assert/strict'
import {createServer} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ClusterPlan, Context, Node, NodePlan, Options, Registration, RuntimeBackend} from '../../contract/index.js'
import type {NodePrograms} from './node-programs.js'
import {testNode, testPlan} from '../test-plan.js'

/** How much of what the rules do. */
export interface Amounts {
  /** Of standard input and output, in the rules about large ones. */
  readonly mebibytes: number
  /** Moments after the start of `createNode` at which it is aborted, in milliseconds: before, while and after the tool makes something. */
  readonly abortsAfter: readonly number[]
  /** After an abort, in milliseconds: what the tool goes on with when its client is gone shows itself a little later. */
  readonly settleMs: number
  /** How long a server in a node, or a line on its console, may take to be there, in milliseconds. */
  readonly patienceMs: number
}

export const defaultAmounts: Amounts = {mebibytes: 100, abortsAfter: [0, 40, 120, 250, 500], settleMs: 300, patienceMs: 10_000}

export interface BenchOptions {
  readonly registration: Registration<RuntimeBackend>
  readonly context: (signal: AbortSignal) => Context
  readonly programs: NodePrograms
  readonly prefix: string
  readonly image: string
  readonly runtimeOptions: Options
  readonly amounts: Amounts
}

/** What the rules share: one cluster of two nodes that lives through most of them, and means to make others. */
export type Bench = ReturnType<typeof makeBench>

/** Port inside the first node that its plan publishes. */
export const NODE_PORT = 8080
export const NODE_LABEL = 'io.kina.conformance'
export const LABEL_VALUE = 'a value, with = and "quotes"'

export function makeBench({registration, context, programs, prefix, image, runtimeOptions, amounts}: BenchOptions) {
  const cluster = `${prefix}-a`
  const nodes = new Map<string, Node>()
  const never = new AbortController().signal
  const ctx = (signal: AbortSignal = never) => context(signal)
  /** Loaded anew each time, as by another process: a backend that remembers something fails. */
  const backend = () => registration.load()
  const planFor = (name: string, planned: readonly [NodePlan, ...NodePlan[]]): ClusterPlan => testPlan(name, registration.name, planned, runtimeOptions)
  const single = (name: string) => planFor(name, [testNode(name, {name: `${name}-node`, image})])
  const pair = (name: string) => planFor(name, [testNode(name, {name: `${name}-node`, image}), testNode(name, {name: `${name}-other`, image})])
  return {
    ...{registration, programs, image, cluster, prefix, ctx, backend, nodes, single, pair, amounts},
    /** Repeats until it succeeds: a server started a moment ago may not listen yet. */
    eventually: <T>(attempt: () => Promise<T>) => eventually(attempt, amounts.patienceMs),

    /** The cluster that most rules look at: a control plane with a published port and an alias, and a worker. */
    async mainPlan(): Promise<ClusterPlan> {
      const ports = [{hostAddress: '127.0.0.1', hostPort: await freePort(), nodePort: NODE_PORT, protocol: 'tcp' as const}]
      const labels = {[NODE_LABEL]: LABEL_VALUE}
      const first = testNode(cluster, {name: `${cluster}-first`, role: 'control-plane', image, aliases: [`${cluster}-alias`], ports, labels})
      return planFor(cluster, [first, testNode(cluster, {name: `${cluster}-second`, image})])
    },
    /** A node made by an earlier rule. */
    node(which: 'first' | 'second'): Node {
      const node = nodes.get(`${cluster}-${which}`)
      assert.ok(node, `no node ${which}: createNode has failed before`)
      return node
    },
    async create(plan: ClusterPlan, signal?: AbortSignal): Promise<Node[]> {
      const createNode = await (await backend()).prepare(plan, ctx(signal))
      return Promise.all(plan.nodes.map((node) => createNode(node)))
    },
    async remove(name: string): Promise<void> {
      await (await backend()).removeCluster(name, ctx())
    },
    async removeAll(): Promise<void> {
      for (const name of await this.clusters()) await this.remove(name)
    },
    /** The suite's own clusters of which anything is left. */
    async clusters(): Promise<string[]> {
      const names = await (await backend()).listClusters(ctx())
      return names.filter((name) => name.startsWith(`${prefix}-`))
    },
    async listed(name: string): Promise<Node[]> {
      const all = await (await backend()).listNodes(ctx())
      return all.filter((node) => node.cluster === name)
    },
  }
}

async function eventually<T>(attempt: () => Promise<T>, milliseconds: number): Promise<T> {
  for (const deadline = Date.now() + milliseconds; ; await sleep(100)) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}
