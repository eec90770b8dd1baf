import {setTimeout as sleep} from 'node:timers/promises'
import type {Assumption, ClusterPlan, Context, CreateNode, Probe, Registration, RuntimeBackend} from '../../contract/index.js'
import {fakeImages} from './fake-images.js'
import {fakeNode, type FakeExecHandler} from './fake-node.js'
import {addMachine, newWorld, powerOff, powerOn, type FakeMachine, type FakeWorld} from './fake-world.js'

export type RuntimeMethod = 'probe' | 'prepare' | 'createNode' | 'listNodes' | 'listClusters' | 'removeCluster' | 'removeNode' | 'stop' | 'start' | 'report'

export interface FakeRuntimeOptions {
  /** Default: `fake`. */
  readonly name?: string
  /** Images in its store from the start. */
  readonly images?: readonly string[]
  /** Default: available. */
  readonly probe?: Probe
  /** Programs in nodes, asked in this order before the built-in ones. */
  readonly exec?: readonly FakeExecHandler[]
  /** How long a node takes to start, in milliseconds. Default 0. */
  readonly bootMs?: number
  /** False: nodes cannot be stopped. Default true. */
  readonly power?: boolean
  /** True: nodes take the kernel of their plan. Default false: the member is absent. */
  readonly kernelPerNode?: boolean
  /** What it hands over as its report. Default: it has none. */
  readonly report?: readonly Assumption[]
  /** What `reach` gives as what may be in the way. Default: nothing. */
  readonly hint?: string
}

/** A runtime in memory; docs/plugins/testing.md says how it behaves. */
export interface FakeRuntime {
  readonly registration: Registration<RuntimeBackend>
  readonly backend: RuntimeBackend
  readonly world: FakeWorld
  /** Methods called so far with what they were about, such as `createNode a-worker-1`. */
  readonly calls: readonly string[]
  /** Makes the next calls of a method fail: all of them, or so many. */
  fail(method: RuntimeMethod, error: Error, times?: number): void
}

export function fakeRuntime(options: FakeRuntimeOptions = {}): FakeRuntime {
  const name = options.name ?? 'fake'
  const world = newWorld(options.images ?? [])
  const calls: string[] = []
  const failures = new Map<RuntimeMethod, {error: Error; left: number}>()
  const enter = (method: RuntimeMethod, subject = '') => {
    calls.push(`${method} ${subject}`.trim())
    const failure = failures.get(method)
    if (failure && failure.left-- > 0) throw failure.error
  }
  const backend = fakeBackend(name, world, enter, options)
  return {
    registration: {apiVersion: 1, name, summary: 'Nodes in memory, for tests', load: async () => backend},
    backend,
    world,
    calls,
    fail: (method, error, times = Infinity) => void failures.set(method, {error, left: times}),
  }
}

type Enter = (method: RuntimeMethod, subject?: string) => void

function fakeBackend(name: string, world: FakeWorld, enter: Enter, options: FakeRuntimeOptions): RuntimeBackend {
  const view = (machine: FakeMachine, {signal}: Context) => fakeNode(machine, {world, handlers: options.exec ?? [], signal, hint: options.hint})
  const machineOf = (node: string) => {
    const machine = world.nodes.get(node)
    if (!machine) throw new Error(`node ${node} does not exist`)
    return machine
  }
  const createNode = (plan: ClusterPlan, ctx: Context): CreateNode => async (planned) => {
    enter('createNode', planned.name)
    ctx.signal.throwIfAborted()
    const machine = addMachine(world, plan.name, planned)
    await sleep(options.bootMs ?? 0, undefined, {signal: ctx.signal})
    powerOn(world, machine)
    return view(machine, ctx)
  }
  return {
    imageStore: name,
    images: fakeImages(world),
    async probe() {
      enter('probe')
      return options.probe ?? {available: true, version: '1.0', kernel: 'fake'}
    },
    async prepare(plan, ctx) {
      enter('prepare', plan.name)
      ctx.signal.throwIfAborted()
      const missing = plan.nodes.find((node) => !world.images.has(node.image))
      if (missing) throw new Error(`no image ${missing.image}`)
      world.networks.add(plan.name)
      return createNode(plan, ctx)
    },
    async listNodes(ctx) {
      enter('listNodes')
      return [...world.nodes.values()].map((machine) => view(machine, ctx))
    },
    async listClusters() {
      enter('listClusters')
      return [...new Set([...world.networks, ...world.volumes.values(), ...[...world.nodes.values()].map(({cluster}) => cluster)])].sort()
    },
    async removeCluster(cluster) {
      enter('removeCluster', cluster)
      for (const [node, machine] of world.nodes) if (machine.cluster === cluster) (powerOff(machine), world.nodes.delete(node))
      for (const [volume, owner] of world.volumes) if (owner === cluster) world.volumes.delete(volume)
      world.networks.delete(cluster)
    },
    async removeNode({cluster, name: node}) {
      enter('removeNode', node)
      const machine = world.nodes.get(node)
      if (machine?.cluster === cluster) (powerOff(machine), world.nodes.delete(node))
      if (world.volumes.get(`${node}-var`) === cluster) world.volumes.delete(`${node}-var`)
    },
    ...(options.kernelPerNode && {kernelPerNode: true}),
    ...(options.report && {
      async report(_ctx: Context, hand: (assumption: Assumption) => void) {
        enter('report')
        for (const assumption of options.report ?? []) hand(assumption)
      },
    }),
    ...(options.power !== false && {
      power: {
        async stop(node) {
          enter('stop', node.name)
          powerOff(machineOf(node.name))
        },
        async start(node) {
          enter('start', node.name)
          powerOn(world, machineOf(node.name))
        },
      },
    }),
  }
}
