import {runAttached, startContainer} from '../daemon/containers.ts'
import {look} from '../daemon/look.ts'
import {stopContainer} from '../daemon/endings.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {existsSync} from 'node:fs'
import {exitWith} from './outcome.ts'

/** A running container is started already, and says so. A start that fails stops what it has begun. */
export async function start(call: Call): Promise<void> {
  const id = call.args[0] as string
  const container = (await look(call.mac, [id])).containers[id]
  if (container === undefined) throw new Failure('notFound', `get failed: container ${id} not found`)
  const attach = call.is('attach') || call.is('interactive')
  if (container.state === 'running' && attach) throw new Failure('invalidState', 'attach is currently unsupported on already running containers')
  for (const mount of container.mounts) if (mount.type === 'virtiofs' && !existsSync(mount.source)) throw new Failure('invalidState', `mount source path '${mount.source}' does not exist`)
  if (!attach) {
    await startContainer(call.mac, id)
    return call.out(id)
  }
  const outcome = await runAttached(call.mac, id, {interactive: call.is('interactive')})
  if ('missing' in outcome) await stopContainer(call.mac, id, {seconds: 5})
  await look(call.mac, [id])
  exitWith(outcome)
}
