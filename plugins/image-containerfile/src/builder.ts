import type {Context, NodeImageBuilder, Probe} from 'kina/plugin'
import {buildArgs} from './build-args.js'
import {lastLines, lineReader} from './output.js'
import type {BuildHost, BuildTool} from './tools/build-tool.js'

/** Builds from a Containerfile with one tool, into that tool's image store. */
export function containerfileBuilder(tool: BuildTool): NodeImageBuilder {
  return {
    imageStore: tool.program,
    probe: (ctx) => probeTool(tool, ctx),

    async build(recipe, ctx) {
      const argv = buildArgs(recipe, tool, await readHost(tool, ctx))
      const output = lineReader((line) => (isStep(line) ? ctx.log.info(line) : ctx.log.debug(line)))
      // BuildKit draws for a terminal unless told otherwise.
      const result = await ctx.exec(argv, {allowFailure: true, env: {BUILDKIT_PROGRESS: 'plain'}, onStdout: (chunk) => output.read(chunk)})
      if (result.exitCode === 0) return
      const reason = lastLines(result.stderr, 1) || `${tool.program} build ended with exit code ${result.exitCode}`
      throw Object.assign(new Error(`the image ${recipe.ref} could not be built: ${reason}`), {detail: lastLines([...output.tail(), result.stderr].join('\n'), 30)})
    },
  }
}

async function probeTool(tool: BuildTool, ctx: Context): Promise<Probe> {
  try {
    return {available: true, version: (await readHost(tool, ctx)).version}
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (/ENOENT/.test(String(error))) return {available: false, reason: `${tool.program} is not on PATH`, fix: 'kina doctor --fix'}
    return {available: false, reason: (error as Error).message, fix: `${tool.program} info must answer`}
  }
}

async function readHost(tool: BuildTool, ctx: Context): Promise<BuildHost> {
  const {exitCode, stdout, stderr} = await ctx.exec(tool.info, {allowFailure: true})
  if (exitCode !== 0) throw new Error(`${tool.program} does not work: ${lastLines(stderr, 1) || `exit code ${exitCode}`}`)
  return tool.readInfo(JSON.parse(stdout))
}

/** What a step of the Containerfile begins with: `STEP 3/9: RUN …` (Podman), `Step 3/9 : RUN …` (Docker). */
function isStep(line: string): boolean {
  return /^(\[\d+\/\d+\] )?STEP \d+/i.test(line)
}
