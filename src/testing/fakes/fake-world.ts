import {createServer, type Server} from 'node:net'
import type {NodePlan, StoredImage} from '../../contract/index.js'
import type {FakeContent} from './fake-archive.js'

/** Everything that exists in a fake runtime: what a real one keeps on disk. */
export interface FakeWorld {
  readonly nodes: Map<string, FakeMachine>
  /** Cluster names. */
  readonly networks: Set<string>
  readonly volumes: Map<string, string>
  /** By name. */
  readonly images: Map<string, StoredImage>
  /** By id; of images that the fake builder made. */
  readonly contents: Map<string, FakeContent>
  /** Addresses given out so far; none is used twice. */
  addresses: number
}

/** One node, running or not. */
export interface FakeMachine {
  readonly cluster: string
  readonly plan: NodePlan
  readonly labels: Readonly<Record<string, string>>
  /** Kept over a restart. */
  readonly files: Map<string, string>
  readonly console: string[]
  running: boolean
  address: string
  /** Addresses beside its own, and by way of whom it reaches others; lost when the node stops. */
  readonly assigned: Set<string>
  readonly routes: Map<string, string>
  /** Word that each port answers with; lost when the node stops. */
  readonly servers: Map<number, string>
  readonly published: Server[]
}

export function newWorld(images: readonly string[]): FakeWorld {
  const stored = images.map((ref, i) => [ref, {id: `fake${i}`, names: [ref], labels: {}, size: 1, created: '2024-01-01T00:00:00.000Z'}] as const)
  return {nodes: new Map(), networks: new Set(), volumes: new Map(), images: new Map(stored), contents: new Map(), addresses: 1}
}

export function addMachine(world: FakeWorld, cluster: string, plan: NodePlan): FakeMachine {
  if (world.nodes.has(plan.name)) throw new Error(`node ${plan.name} exists already`)
  const labels = {...plan.labels, 'io.kina.cluster': cluster, 'io.kina.role': plan.role}
  const machine: FakeMachine = {cluster, plan, labels, files: new Map(), console: [], running: false, address: '', assigned: new Set(), routes: new Map(), servers: new Map(), published: []}
  world.nodes.set(plan.name, machine)
  world.volumes.set(`${plan.name}-var`, cluster)
  return machine
}

/** A new address at every start, as virtual machines get it. */
export function powerOn(world: FakeWorld, machine: FakeMachine): void {
  if (machine.running) return
  machine.running = true
  machine.address = `10.99.0.${++world.addresses}`
  machine.console.push(`${machine.plan.name} booted\n`)
}

export function powerOff(machine: FakeMachine): void {
  machine.running = false
  machine.address = ''
  machine.servers.clear()
  machine.assigned.clear()
  machine.routes.clear()
  for (const server of machine.published.splice(0)) server.close()
}

/** Serves a word inside the node, and on this host where the port is published. */
export async function serve(machine: FakeMachine, port: number, word: string): Promise<void> {
  machine.servers.set(port, word)
  for (const {hostAddress, hostPort} of machine.plan.ports.filter((mapping) => mapping.nodePort === port)) {
    const server = createServer((socket) => socket.end(`${word}\n`)).unref()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(hostPort, hostAddress, resolve))
    machine.published.push(server)
  }
}

/** By address, name or alias, within a cluster's network. */
export function findMachine(world: FakeWorld, cluster: string, host: string): FakeMachine | undefined {
  return [...world.nodes.values()].find(({cluster: own, running, address, plan}) => own === cluster && running && [address, plan.name, ...plan.aliases].includes(host))
}
