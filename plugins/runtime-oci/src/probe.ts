import type {Probe} from 'kina/plugin'
import type {Engine, Problem} from './host.js'
import {lastLine, readJson, type Tool} from './tool.js'

/** A tool that does not answer within this time, in milliseconds, counts as not there: its service hangs or its host is away. */
const PROBE_DEADLINE = 10_000

/** Whether this tool can run nodes here. Changes nothing. */
export async function probeOci(tool: Tool): Promise<Probe> {
  const late = {reason: `${tool.dialect.program} did not answer within ${PROBE_DEADLINE / 1000} s`, fix: tool.dialect.unanswered}
  const answer = await within(PROBE_DEADLINE, readEngine(tool), late)
  if (!('engine' in answer)) return {available: false, ...answer}
  const problem = await tool.dialect.findProblem(answer.engine, tool.ctx)
  if (problem) return {available: false, ...problem}
  return {available: true, version: answer.engine.version, kernel: answer.engine.kernel}
}

/** The engine, or why there is none. */
export async function readEngine({dialect, cli, ctx}: Tool): Promise<{engine: Engine} | Problem> {
  const {program} = dialect
  const argv = cli.info()
  let result
  try {
    result = await ctx.exec(argv, {allowFailure: true})
  } catch (error) {
    ctx.signal.throwIfAborted()
    const reason = /ENOENT/.test(String(error)) ? `${program} is not on PATH` : `${program} cannot be started: ${error instanceof Error ? error.message : String(error)}`
    return {reason, fix: `install ${program}; kina doctor --fix does so where no runtime works yet`, packages: dialect.packages}
  }
  if (result.exitCode !== 0) return {reason: `${program} does not work: ${lastLine(result.stderr) || `exit code ${result.exitCode}`}`, fix: dialect.revival}
  const info = readJson(argv, result)
  try {
    return {engine: dialect.readEngine(info)}
  } catch (error) {
    return {reason: `${program} does not work: ${error instanceof Error ? error.message : String(error)}`, fix: dialect.revival}
  }
}

/** The first of a piece of work and a timer, which is stopped either way. */
async function within<T, U>(milliseconds: number, work: Promise<T>, late: U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<U>((resolve) => (timer = setTimeout(() => resolve(late), milliseconds)))
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer))
}
