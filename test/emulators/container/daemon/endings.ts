import {Failure} from '../failure.ts'
import type {ContainerRecord} from '../state.ts'
import type {Mac} from '../store.ts'
import {behind} from './behind.ts'
import {changing, type Change} from './changing.ts'
import {look} from './look.ts'
import {stopResetters} from './resetters.ts'

/** Stopping what is stopped succeeds. */
export async function stopContainer(mac: Mac, id: string, how: {readonly signal?: string; readonly seconds: number}): Promise<void> {
  await look(mac, [id])
  const {container: backing} = await behind(mac)
  await changing(mac, id, {
    ...ending(id),
    work: (container) => backing.stop(container, {signal: how.signal ?? container.stopSignal ?? 'SIGTERM', seconds: how.seconds}),
  })
  await sweep(mac, id)
}

export async function killContainer(mac: Mac, id: string, signal: string): Promise<void> {
  const container = (await look(mac, [id])).containers[id]
  if (container === undefined) throw notFound(id)
  if (container.state === 'stopped') throw new Failure('invalidState', 'no runtime client exists: container is stopped')
  const {container: backing} = await behind(mac)
  if (/^(SIG)?KILL$|^9$/i.test(signal)) await changing(mac, id, {...ending(id), work: () => backing.kill(container, signal)})
  else await backing.kill(container, signal)
  await sweep(mac, id)
}

/** With force a running one is killed first; one that is just being stopped is refused all the same. */
export async function deleteContainer(mac: Mac, id: string, {force}: {readonly force: boolean}): Promise<void> {
  await look(mac, [id])
  const {container: backing} = await behind(mac)
  await changing(mac, id, {
    with: 'deleting',
    missing: () => notFound(id),
    begin: (container) => {
      if (container.state === 'stopping' || (container.state === 'running' && !force)) throw new Failure('invalidState', `container ${id} is ${container.state} and can not be deleted`)
      return container
    },
    work: (container) => backing.remove(container),
    end: (container) => {
      stopResetters(container)
      return null
    },
    failed: (container) => container,
  })
}

function ending(id: string): Omit<Change<void>, 'work'> {
  return {
    with: 'stopping',
    missing: () => notFound(id),
    begin: (container) => (container.state === 'stopped' ? undefined : {...container, state: 'stopping'}),
    end: stopped,
    failed: (container) => ({...container, state: 'running'}),
  }
}

function stopped(container: ContainerRecord): ContainerRecord {
  stopResetters(container)
  return {...container, state: 'stopped', attachments: [], resetters: []}
}

/** One that was to vanish at its end. */
async function sweep(mac: Mac, id: string): Promise<void> {
  const container = (await look(mac, [id])).containers[id]
  if (container?.autoRemove === true && container.state === 'stopped') await deleteContainer(mac, id, {force: true})
}

function notFound(id: string): Failure {
  return new Failure('notFound', `container with ID ${id} not found`)
}
