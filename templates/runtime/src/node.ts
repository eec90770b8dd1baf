import {setTimeout as sleep} from 'node:timers/promises'
import type {Context, ExecOptions, ExecResult, Node, NodePlan} from 'kina/plugin'
import {CLUSTER_LABEL, inspect, podman} from './podman.js'
import {NODE_LABEL} from './run-args.js'

/** `container inspect`, as far as it is read here. */
export interface Container {
  readonly Name: string
  readonly State: {readonly Running: boolean}
  readonly Config: {readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null}
  readonly NetworkSettings: {
    readonly Networks?: Readonly<Record<string, {readonly IPAddress?: string}>> | null
    readonly Ports?: Readonly<Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[] | null>> | null
  }
}

/** A container as a node. What a restart may change is asked for at each call. */
export function nodeOf({Name, State, Config}: Container, ctx: Context): Node {
  const {role, labels} = JSON.parse(Config.Labels?.[NODE_LABEL] ?? '{}') as Pick<NodePlan, 'role' | 'labels'>
  return {
    cluster: Config.Labels?.[CLUSTER_LABEL] ?? '',
    name: Name,
    ...{role, labels, image: imageName(Config.Image), running: State.Running},
    exec: (argv, options) => execIn(ctx, Name, argv, options),
    async addresses() {
      const {NetworkSettings} = await containerOf(ctx, Name)
      const [first, ...others] = Object.values(NetworkSettings.Networks ?? {}).flatMap(({IPAddress}) => IPAddress || [])
      if (first === undefined) throw new Error(`node ${Name} has no address; is it running?`)
      return [first, ...others]
    },
    async reach(port) {
      const {NetworkSettings} = await containerOf(ctx, Name)
      const [mapping] = NetworkSettings.Ports?.[`${port}/tcp`] ?? []
      if (!mapping) throw new Error(`port ${port} of node ${Name} is not published`)
      return {host: ['', '0.0.0.0'].includes(mapping.HostIp) ? '127.0.0.1' : mapping.HostIp, port: Number(mapping.HostPort)}
    },
    async *logs() {
      const chunks: Uint8Array[] = []
      await podman(ctx, ['container', 'logs', Name], {onStdout: (chunk) => void chunks.push(chunk)})
      yield* chunks
    },
  }
}

/** How long a started container may refuse programs, in milliseconds. */
const EXEC_DEADLINE = 15_000

/** Until a program runs inside; how far systemd has come is kina's to watch. */
export async function waitForExec(ctx: Context, name: string): Promise<void> {
  for (const deadline = Date.now() + EXEC_DEADLINE; ; await sleep(50, undefined, {signal: ctx.signal})) {
    const {exitCode, stderr} = await podman(ctx, ['exec', name, 'true'], {allowFailure: true})
    if (exitCode === 0) return
    const ended = !(await containerOf(ctx, name)).State.Running
    if (ended || Date.now() > deadline) throw new Error(`node ${name} ${ended ? 'ended as soon as it was started' : 'runs no program'}: ${stderr.trim()}`)
  }
}

/** Podman puts `localhost/` before names without a registry, or the public one's; users never typed it. */
export function imageName(name: string): string {
  return name.replace(/^(localhost|docker\.io(\/library)?)\//, '')
}

/** Standard input is attached only when there is some, so that a program that reads it sees its end. */
async function execIn(ctx: Context, name: string, argv: readonly string[], {env = {}, cwd, ...options}: ExecOptions = {}): Promise<ExecResult> {
  const flags = [
    ...(options.stdin === undefined ? [] : ['--interactive']),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(cwd === undefined ? [] : ['--workdir', cwd]),
  ]
  const result = await podman(ctx, ['exec', ...flags, name, ...argv], options)
  // Exit codes are the program's own, but where there was no program, because the node does not run, that is an error in any case.
  if (result.exitCode >= 125 && !(await containerOf(ctx, name)).State.Running) throw new Error(`${argv[0]} could not be run: node ${name} does not run`)
  return result
}

async function containerOf(ctx: Context, name: string): Promise<Container> {
  const [container] = await inspect<Container>(ctx, 'container', [name])
  if (!container) throw new Error(`node ${name} does not exist any more`)
  return container
}
