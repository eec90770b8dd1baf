import type {Context, Probe} from 'kina/plugin'
import type {Engine} from './host.js'
import {lastLine, readJson, type Tool} from './tool.js'

/** A tool that does not answer within this time, in milliseconds, counts as not there: its service hangs or its host is away. */
const PROBE_DEADLINE = 10_000

/** Whether this tool can run nodes here. Changes nothing. */
export async function probeOci(tool: Tool): Promise<Probe> {
  const answer = await Promise.race([readEngine(tool), deadline(tool.ctx)])
  if (!('engine' in answer)) return {available: false, ...answer}
  const problem = await tool.dialect.findProblem(answer.engine, tool.ctx)
  if (problem) return {available: false, ...problem}
  return {available: true, version: answer.engine.version, kernel: answer.engine.kernel}
}

/** The engine, or why there is none. */
export async function readEngine({dialect, cli, ctx}: Tool): Promise<{engine: Engine} | {reason: string; fix: string}> {
  const {program} = dialect
  const argv = cli.info()
  let result
  try {
    result = await ctx.exec(argv, {allowFailure: true})
  } catch (error) {
    ctx.signal.throwIfAborted()
    const reason = /ENOENT/.test(String(error)) ? `${program} is not on PATH` : `${program} cannot be started: ${error instanceof Error ? error.message : String(error)}`
    return {reason, fix: 'kina doctor --fix'}
  }
  if (result.exitCode !== 0) return {reason: `${program} does not work: ${lastLine(result.stderr) || `exit code ${result.exitCode}`}`, fix: `${argv.join(' ')} shows it; kina doctor --fix`}
  return {engine: dialect.readEngine(readJson(argv, result))}
}

async function deadline({signal}: Context): Promise<{reason: string; fix: string}> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({reason: `it did not answer within ${PROBE_DEADLINE / 1000} s`, fix: 'restart its service'}), PROBE_DEADLINE)
    timer.unref()
    signal.addEventListener('abort', () => clearTimeout(timer), {once: true})
  })
}
