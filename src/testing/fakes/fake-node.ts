import type {Argv, ExecOptions, ExecResult, Node} from '../../contract/index.js'
import {builtIn} from './fake-programs.js'
import {inTime} from './in-time.js'
import type {FakeMachine, FakeWorld} from './fake-world.js'

/** One program started in a fake node. */
export interface FakeExecCall {
  readonly world: FakeWorld
  readonly machine: FakeMachine
  readonly node: string
  readonly argv: Argv
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly stdin: AsyncIterable<Uint8Array>
  /** Writes bytes to standard output as they come. */
  write(chunk: Uint8Array): Promise<void>
}

/** What a program of the test does: standard output alone, a result, or an error that is thrown. Undefined: not this one. */
export type FakeExecHandler = (call: FakeExecCall) => string | Partial<ExecResult> | Error | undefined | Promise<string | Partial<ExecResult> | Error | undefined>

export interface FakeNodeOptions {
  readonly world: FakeWorld
  readonly handlers: readonly FakeExecHandler[]
  readonly signal: AbortSignal
  readonly hint?: string | undefined
}

/** A view of a machine, as true as the moment it was taken at; `exec` and the others see the machine itself. */
export function fakeNode(machine: FakeMachine, options: FakeNodeOptions): Node {
  const {cluster, plan, labels, running} = machine
  const alive = () => {
    if (options.world.nodes.get(plan.name) !== machine) throw new Error(`node ${plan.name} does not exist any more`)
    if (!machine.running) throw new Error(`node ${plan.name} is not running`)
  }
  return {
    ...{cluster, name: plan.name, role: plan.role, labels, image: plan.image, running},
    async exec(argv, execOptions = {}) {
      options.signal.throwIfAborted()
      alive()
      return inTime(argv, execOptions, options.signal, execFake(machine, argv, execOptions, options))
    },
    async addresses() {
      alive()
      return [machine.address]
    },
    async reach(port) {
      alive()
      const mapping = plan.ports.find(({nodePort}) => nodePort === port)
      if (!mapping) throw new Error(`port ${port} of node ${plan.name} is not published`)
      return {host: mapping.hostAddress, port: mapping.hostPort, ...(options.hint !== undefined && {hint: options.hint})}
    },
    async *logs() {
      for (const line of machine.console) yield new TextEncoder().encode(line)
    },
  }
}

async function execFake(machine: FakeMachine, argv: Argv, options: ExecOptions, {world, handlers}: FakeNodeOptions): Promise<ExecResult> {
  const written: Uint8Array[] = []
  const write = async (chunk: Uint8Array) => (options.onStdout ? options.onStdout(chunk) : void written.push(chunk))
  const call: FakeExecCall = {world, machine, node: machine.plan.name, argv, env: options.env ?? {}, cwd: options.cwd ?? '/', stdin: bytesOf(options.stdin), write}
  const {exitCode = 0, stdout = '', stderr = ''} = await answer(call, handlers)
  if (stdout !== '') await write(new TextEncoder().encode(stdout))
  if (exitCode !== 0 && !options.allowFailure) throw Object.assign(new Error(`${argv.join(' ')}: exit code ${exitCode}`), {exitCode, detail: stderr})
  return {exitCode, stdout: Buffer.concat(written).toString('utf8'), stderr}
}

async function answer(call: FakeExecCall, handlers: readonly FakeExecHandler[]): Promise<Partial<ExecResult>> {
  for (const handler of handlers) {
    const given = await handler(call)
    if (given instanceof Error) throw given
    if (given !== undefined) return typeof given === 'string' ? {stdout: given} : given
  }
  return builtIn(call)
}

async function* bytesOf(stdin: ExecOptions['stdin']): AsyncGenerator<Uint8Array> {
  if (stdin === undefined) return
  if (typeof stdin === 'string') yield new TextEncoder().encode(stdin)
  else if (stdin instanceof Uint8Array) yield stdin
  else yield* stdin
}
