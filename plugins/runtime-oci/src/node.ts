import type {Argv, ExecOptions, ExecResult, Node, NodeRole} from 'kina/plugin'
import {CLUSTER_LABEL, ROLE_LABEL} from './cli.js'
import {imageName} from './images.js'
import type {ContainerInspection} from './inspection.js'
import {streamOutput} from './stream-output.js'
import {inspectAll, lastLine, withDetail, type Tool} from './tool.js'

export type NodeFacts = Pick<Node, 'cluster' | 'name' | 'role' | 'labels' | 'image' | 'running'>

/** A container as a node. Addresses and ports are asked for anew at each call, because a restart may change them. */
export function ociNode(tool: Tool, facts: NodeFacts): Node {
  return {
    ...facts,
    exec: (argv, options) => execIn(tool, facts.name, argv, options),
    async addresses() {
      const {NetworkSettings} = await inspectNode(tool, facts.name)
      const addresses = Object.values(NetworkSettings.Networks ?? {}).flatMap(({IPAddress, GlobalIPv6Address}) => [IPAddress, GlobalIPv6Address])
      const [first, ...others] = addresses.filter((address) => address !== undefined && address !== '') as string[]
      if (first === undefined) throw new Error(`node ${facts.name} has no address: it is not running`)
      return [first, ...others]
    },
    async reach(port) {
      const {NetworkSettings} = await inspectNode(tool, facts.name)
      const ports = NetworkSettings.Ports ?? {}
      const binding = ['tcp', 'udp', 'sctp'].map((protocol) => ports[`${port}/${protocol}`]?.[0]).find((found) => found !== undefined)
      if (!binding) throw new Error(`port ${port} of node ${facts.name} is not published`)
      return {host: reachable(binding.HostIp), port: Number(binding.HostPort)}
    },
    logs: () => streamOutput((onStdout) => tool.ctx.exec(tool.cli.logs(facts.name), {onStdout})),
  }
}

/** What an inspected container says of its node; null when it is not kina's. */
export function nodeFacts({Name, State, Config}: ContainerInspection): NodeFacts | null {
  const labels = Config.Labels ?? {}
  const [cluster, role] = [labels[CLUSTER_LABEL], labels[ROLE_LABEL]]
  if (cluster === undefined || role === undefined) return null
  return {cluster, name: Name.replace(/^\//, ''), role: role as NodeRole, labels, image: imageName(Config.Image), running: State.Running}
}

async function inspectNode(tool: Tool, name: string): Promise<ContainerInspection> {
  const [found] = await inspectAll<ContainerInspection>(tool, 'container', [name])
  if (!found) throw new Error(`node ${name} does not exist any more`)
  return found
}

/** Exit codes are the program's own; that the tool could not reach the node is an error even where failure is allowed. */
async function execIn({dialect, cli, ctx}: Tool, name: string, argv: Argv, options: ExecOptions = {}): Promise<ExecResult> {
  const {env: _inNode, cwd: _inNodeToo, ...onHost} = options
  const result = await ctx.exec(cli.exec(name, argv, options), onHost)
  if (TOOL_FAILED.has(result.exitCode) && dialect.execRefused.test(lastLine(result.stderr))) {
    throw withDetail(`${argv[0]} could not be run in node ${name}: ${lastLine(result.stderr)}`, result.stderr)
  }
  return result
}

/** Docker ends with 1; Podman with 125, 255 when the container does not run, 126 or 127 when its OCI runtime fails. A program may do the same, so the words count too. */
const TOOL_FAILED = new Set([1, 125, 126, 127, 255])

/** A port published on every address is reached through the loopback one. */
function reachable(address: string): string {
  if (address === '' || address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}
