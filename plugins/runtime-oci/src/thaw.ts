import type {Tool} from './tool.js'

/**
 * Lets frozen processes of a container run, so that they can be killed. On cgroup v1 the runc inside a node freezes a pod while it sets its
 * limits; killed at that moment it leaves the pod frozen, which no signal ends, and the node waits for it. With version 2, or on
 * another machine, there are no such files and nothing happens. Best effort.
 */
export async function thaw({ctx}: Pick<Tool, 'ctx'>, container: string): Promise<void> {
  const states = ['find', '/sys/fs/cgroup/freezer', '-path', `*${container}*`, '-name', 'freezer.state'] as const
  await ctx.exec([...states, '-exec', 'sh', '-c', 'echo THAWED > "$1"', 'sh', '{}', ';'], {allowFailure: true}).catch((error: unknown) => {
    ctx.log.debug(`nothing of ${container} could be thawed: ${String(error)}`)
  })
}
