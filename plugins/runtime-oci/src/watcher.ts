import {setTimeout as sleep} from 'node:timers/promises'
import type {ContainerInspection} from './inspection.js'
import {inspectAll, type Tool} from './tool.js'

/** Where Podman's conmon leaves a container's exit code, unless containers.conf says otherwise (tmp_dir). */
const EXITS = '/run/libpod/exits'
/** How long a killed node's first process may still be there, and the pause between two looks, in milliseconds. */
const KILL_DEADLINE = 30_000
const KILL_PAUSE = 200

/**
 * Podman knows from a process of its own beside each container, conmon, how the container ended. Where that was killed, a container runs on, but
 * `podman stop` leaves it "stopping" for ever, and nothing starts it again. It is killed instead, and its end is told.
 *
 * @returns whether the node was ended here; otherwise it is to be stopped as usual
 */
export async function endOrphan(tool: Tool, name: string, deadline = KILL_DEADLINE): Promise<boolean> {
  const found = await inspect(tool, name)
  if (!found?.State.Running || !(await isOrphan(tool, found))) return false
  tool.ctx.log.debug(`the conmon of ${name} is gone: it is killed rather than stopped`)
  // Podman may wait for the exit code, and fail.
  await tool.ctx.exec(tool.cli.kill(name), {allowFailure: true})
  for (const end = Date.now() + deadline; await isThere(tool, found.State.Pid); await sleep(KILL_PAUSE, undefined, {signal: tool.ctx.signal})) {
    if (Date.now() > end) throw new Error(`node ${name} could not be stopped: the conmon beside it was killed before`)
  }
  await tellEnd(tool, found)
  return true
}

/** Tells Podman the end of a container that is "stopping" although nobody is left who would say when it has stopped. */
export async function settleOrphan(tool: Tool, name: string): Promise<void> {
  const found = await inspect(tool, name)
  if (found?.State.Status !== 'stopping' || (await isThere(tool, found.State.Pid)) || (await isThere(tool, found.State.ConmonPid))) return
  tool.ctx.log.debug(`the conmon of ${name} is gone: its end is told to Podman`)
  await tellEnd(tool, found)
}

/** In conmon's place, and has Podman read it. 137, as after SIGKILL. */
async function tellEnd({ctx, cli}: Tool, {Id}: ContainerInspection): Promise<void> {
  await ctx.exec(['sh', '-c', 'test -d "$1" && printf 137 > "$1/$2"', 'sh', EXITS, Id], {allowFailure: true})
  await ctx.exec(cli.sync(Id))
}

/** Its own process has to be seen, or nodes are on another machine, whose conmon is not here either. */
async function isOrphan(tool: Tool, {State: {Pid, ConmonPid}}: ContainerInspection): Promise<boolean> {
  return ConmonPid !== undefined && (await isThere(tool, Pid)) && !(await isThere(tool, ConmonPid))
}

async function isThere({ctx}: Tool, pid: number | undefined): Promise<boolean> {
  if (!pid) return false
  const {exitCode} = await ctx.exec(['test', '-d', `/proc/${pid}`], {allowFailure: true})
  return exitCode === 0
}

async function inspect(tool: Tool, name: string): Promise<ContainerInspection | undefined> {
  const [found] = await inspectAll<ContainerInspection>(tool, 'container', [name])
  return found
}
