import {setTimeout as sleep} from 'node:timers/promises'
import type {ContainerInspection} from './inspection.js'
import {inspectAll, type Tool} from './tool.js'

/** Where Podman's conmon leaves a container's exit code, unless containers.conf says otherwise (tmp_dir). */
const EXITS = '/run/libpod/exits'
/** How long a killed node may count as running, and the pause between two tries, in milliseconds. Seen: until init has reaped its first process. */
const KILL_DEADLINE = 30_000
const KILL_PAUSE = 500

/**
 * Podman knows from a process of its own beside each container, conmon, how the container ended. Where that was killed, a container runs on, but
 * `podman stop` leaves it "stopping" for ever, and nothing starts it again. Ended with SIGKILL at once, it counts as stopped.
 *
 * @returns whether the node was ended here; otherwise it is to be stopped as usual
 */
export async function endOrphan(tool: Tool, name: string, deadline = KILL_DEADLINE): Promise<boolean> {
  const found = await inspect(tool, name)
  if (!found?.State.Running || !(await isOrphan(tool, found))) return false
  tool.ctx.log.debug(`the conmon of ${name} is gone: it is killed rather than stopped`)
  for (const end = Date.now() + deadline; Date.now() < end; await sleep(KILL_PAUSE, undefined, {signal: tool.ctx.signal})) {
    // Podman looks at the container itself only where it cannot kill it any more. It fails in the end, for want of an exit code.
    await tool.ctx.exec(tool.cli.kill(name), {allowFailure: true})
    if (!(await inspect(tool, name))?.State.Running) return true
  }
  throw new Error(`node ${name} could not be stopped: the conmon beside it was killed before`)
}

/** Tells Podman the end of a container that is "stopping" although nobody is left who would say when it has stopped. */
export async function settleOrphan(tool: Tool, name: string): Promise<void> {
  const found = await inspect(tool, name)
  if (found?.State.Status !== 'stopping' || (await isThere(tool, found.State.Pid)) || (await isThere(tool, found.State.ConmonPid))) return
  tool.ctx.log.debug(`the conmon of ${name} is gone: its end is written down for Podman`)
  // 137, as after SIGKILL.
  await tool.ctx.exec(['sh', '-c', 'test -d "$1" && printf 137 > "$1/$2"', 'sh', EXITS, found.Id], {allowFailure: true})
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
