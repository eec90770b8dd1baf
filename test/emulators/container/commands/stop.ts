import {killContainer, stopContainer} from '../daemon/endings.ts'
import {look} from '../daemon/look.ts'
import type {Call} from '../grammar/command.ts'
import {each, named} from './several.ts'

/** In parallel; one that is stopped already is stopped. */
export async function stop(call: Call): Promise<void> {
  const {containers} = await look(call.mac)
  const ids = named(call, 'container', () => Object.values(containers).filter(({state}) => state === 'running').map(({id}) => id))
  const signal = call.one('signal')
  const how = {...(signal === undefined ? {} : {signal}), seconds: Number(call.one('time') ?? 5)}
  await each(call, [...new Set(ids)], 'failed to stop container', async (id) => stopContainer(call.mac, id, how), 'parallel')
}

/** One after the other; one that is stopped is an error. */
export async function kill(call: Call): Promise<void> {
  const {containers} = await look(call.mac)
  const ids = named(call, 'container', () => Object.values(containers).filter(({state}) => state === 'running').map(({id}) => id))
  await each(call, ids, 'failed to kill container', async (id) => killContainer(call.mac, id, call.one('signal') ?? 'KILL'), 'serial')
}
