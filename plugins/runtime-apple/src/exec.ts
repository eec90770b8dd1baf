import type {Argv, Context, ExecOptions, ExecResult} from 'kina/plugin'
import {commands} from './commands.js'
import {adviceOn, withDetail} from './tool.js'

export interface ExecRequest {
  readonly argv: Argv
  readonly options?: ExecOptions
}

/** Exit codes are the program's own; that the tool could not reach the node is an error even where failure is allowed. */
export async function execIn(ctx: Context, name: string, {argv, options = {}}: ExecRequest): Promise<ExecResult> {
  const {env: _inNode, cwd: _inNodeToo, allowFailure = false, ...onHost} = options
  const command = commands.exec(name, argv, options)
  const raw = await ctx.exec(command.argv, {...onHost, allowFailure: true})
  const result = {...raw, stderr: withoutNotice(raw.stderr)}
  if (result.exitCode === 1 && NOT_DRAINED.test(result.stderr)) {
    throw withDetail(`${argv[0]} has ended in node ${name}, but something that it left running still holds its output, which container does not wait for; its exit code is lost. Redirect the output of what stays`, result.stderr)
  }
  if (TOOL_FAILED.has(result.exitCode) && REFUSED.test(result.stderr)) {
    throw withDetail(`${argv[0]} could not be run in node ${name}: ${adviceOn(result.stderr)}`, result.stderr)
  }
  if (result.exitCode !== 0 && !allowFailure) {
    throw Object.assign(withDetail(`${argv[0]} in node ${name} ended with exit code ${result.exitCode}: ${lastLine(result.stderr)}`, result.stderr), {exitCode: result.exitCode, stderr: result.stderr})
  }
  return result
}

/** The tool ends with 1, or 64 when it does not understand; so may any program, which is why its words count too. */
const TOOL_FAILED = new Set([1, 64])
const NOT_DRAINED = /^Error: failed to exec process CancellationError/m
/** What the tool says of its own accord. Programs begin lines with "Error: " as well, helm for one. */
const REFUSED =
  /^Error: (get failed: container |container \S+ (is not running|not found)|container not found|failed to (exec|create|start) process|.*failed to (find target executable|create process)|.*XPC |Unknown option|(unknown|invalidArgument|internalError|exists|notFound|cancelled|invalidState|empty|timeout|unsupported|interrupted): ")/m

/** A debug build of the tool says so at every call; a node's program did not. */
export function withoutNotice(stderr: string): string {
  return stderr.replace(/^Warning! Running debug build[^\n]*\n/, '')
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
