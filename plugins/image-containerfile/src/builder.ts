import type {Argv, Context, NodeImageBuilder, Probe} from 'kina/plugin'
import {commandLine} from './build-args.js'
import {lastLines, lineReader} from './output.js'
import {withRecipe} from './recipe-file.js'
import type {BuildHost, BuildTool, Problem} from './tools/build-tool.js'

/** Builds from a Containerfile with one tool, into that tool's image store. */
export function containerfileBuilder(tool: BuildTool): NodeImageBuilder {
  return {
    imageStore: tool.program,
    probe: (ctx) => probeTool(tool, ctx),

    async build(recipe, ctx) {
      const host = await readHost(tool, ctx)
      if ('reason' in host) throw new Error(`${host.reason}${host.fix === undefined ? '' : ` (${host.fix})`}`)
      const output = lineReader((line) => (isStep(line) ? ctx.log.info(line) : ctx.log.debug(line)))
      const result = await withRecipe(recipe, {tool, directory: ctx.dirs.cache}, (adapted) => {
        const plain = commandLine(adapted, tool, host)
        const argv = tool.tidy?.(plain) ?? plain
        // BuildKit draws for a terminal unless told otherwise.
        return ctx.exec(tool.stepsOnStderr ? merged(argv) : argv, {allowFailure: true, env: {BUILDKIT_PROGRESS: 'plain'}, onStdout: (chunk) => output.read(chunk)})
      })
      if (result.exitCode === 0) return
      const said = [...output.tail(), result.stderr].join('\n')
      const reason = lastLines(result.stderr || said, 1) || `${tool.program} build ended with exit code ${result.exitCode}`
      throw Object.assign(new Error(`the image ${recipe.ref} could not be built: ${reason}`), {detail: lastLines(said, 30)})
    },
  }
}

async function probeTool(tool: BuildTool, ctx: Context): Promise<Probe> {
  try {
    const host = await readHost(tool, ctx)
    return 'reason' in host ? {available: false, ...host} : {available: true, version: host.version}
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (/ENOENT/.test(String(error))) return {available: false, ...((await tool.missing?.(ctx)) ?? {reason: `${tool.program} is not on PATH`, fix: 'kina doctor --fix'})}
    return {available: false, reason: (error as Error).message, fix: mustAnswer(tool)}
  }
}

async function readHost(tool: BuildTool, ctx: Context): Promise<BuildHost | Problem> {
  const result = await ctx.exec(tool.info, {allowFailure: true, timeoutSeconds: 15})
  if (result.exitCode === 0) return tool.readInfo(JSON.parse(result.stdout))
  return tool.explain?.(result) ?? {reason: `${tool.program} does not work: ${lastLines(result.stderr, 1) || `exit code ${result.exitCode}`}`, fix: mustAnswer(tool)}
}

function mustAnswer({info}: BuildTool): string {
  return `${info.slice(0, info.indexOf('--format')).join(' ')} must answer`
}

/** So that its steps are seen as they come. */
function merged(argv: Argv): Argv {
  return ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv]
}

/** What a step of the Containerfile begins with: `STEP 3/9: RUN …` (Podman), `Step 3/9 : RUN …` (Docker), `#7 [base 3/9] RUN …` (BuildKit). */
function isStep(line: string): boolean {
  return /^(\[\d+\/\d+\] )?STEP \d+|^#\d+ \[[^\]]*\d+\/\d+\] /i.test(line)
}
