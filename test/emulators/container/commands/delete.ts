import {deleteContainer} from '../daemon/endings.ts'
import {look} from '../daemon/look.ts'
import type {Call} from '../grammar/command.ts'
import {each, named} from './several.ts'

/** `--all` leaves running ones alone unless forced; force does not forgive an unknown id. */
export async function remove(call: Call): Promise<void> {
  const force = call.is('force')
  const {containers} = await look(call.mac)
  const ids = named(call, 'container', () => Object.values(containers).filter(({state}) => force || state === 'stopped').map(({id}) => id))
  await each(call, [...new Set(ids)], 'failed to delete container', async (id) => deleteContainer(call.mac, id, {force}), 'parallel')
}

export async function prune(call: Call): Promise<void> {
  const stopped = Object.values((await look(call.mac)).containers).filter(({state}) => state === 'stopped')
  await each(call, stopped.map(({id}) => id), 'failed to delete container', async (id) => deleteContainer(call.mac, id, {force: false}), 'serial')
  call.err('Reclaimed Zero KB in disk space')
}
