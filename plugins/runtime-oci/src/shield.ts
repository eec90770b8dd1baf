import type {Argv, Context} from 'kina/plugin'
import type {Tool} from './tool.js'

/**
 * The same command line, such that an abort, Ctrl-C or a killed kina does not end it half-way. A `podman run` that is killed leaves a
 * bridge, firewall rules and a name server's entry behind, which nothing removes later and which mislead the next cluster of that name; a
 * daemon goes on with what a killed `docker run` has asked for, and that appears when everything else has been removed.
 * An aborted call still rejects, once the tool is done; that takes less than a second.
 */
export async function shielded({ctx}: Pick<Tool, 'ctx'>, argv: Argv): Promise<Argv> {
  if (!(await hasSetsid(ctx))) return argv
  return [...SETSID, ...argv]
}

/** In a session of its own, where the terminal's signals do not go; whoever aborts ends the waiting parent only. */
const SETSID: Argv = ['setsid', '--fork', '--wait']
const known = new WeakMap<Context, Promise<boolean>>()

/** Of util-linux: neither macOS has it, where Podman is a client of a service anyway, nor BusyBox. */
function hasSetsid(ctx: Context): Promise<boolean> {
  const asked = known.get(ctx) ?? runs(ctx)
  known.set(ctx, asked)
  return asked
}

function runs(ctx: Context): Promise<boolean> {
  return ctx.exec([...SETSID, 'true'], {allowFailure: true}).then(
    ({exitCode}) => exitCode === 0,
    () => false,
  )
}
