import {setTimeout as sleep} from 'node:timers/promises'
import {asFailure, Failure} from '../failure.ts'
import {now} from '../shapes/dates.ts'
import type {ContainerBacking, ExecOutcome, StartOutcome} from '../backing.ts'
import type {ContainerRecord, MacState} from '../state.ts'
import {change, type Mac} from '../store.ts'
import {attach} from './addresses.ts'
import {behind} from './behind.ts'
import {changing, type Change} from './changing.ts'
import {checkPorts, startResetters, stopResetters, taken} from './resetters.ts'
import {patiently, undisturbed} from '../signals.ts'
import {claimVolumes} from './volumes.ts'

/** Notes it, then makes it. A process that is killed meanwhile leaves a container that is stopped. */
export async function createContainer(mac: Mac, make: (state: MacState) => ContainerRecord): Promise<ContainerRecord> {
  return undisturbed(async () => {
    const container = await change(mac, (state) => {
      const made: ContainerRecord = {...make(state), busy: {pid: process.pid, with: 'creating'}}
      if (state.containers[made.id] !== undefined) throw new Failure('exists', `container already exists: ${made.id}`)
      state.containers[made.id] = made
      return made
    })
    const {container: backing} = await behind(mac)
    try {
      await backing.create(forBacking(container))
    } catch (error) {
      await backing.remove(container)
      await change(mac, (state) => void delete state.containers[container.id])
      throw new Failure('internalError', 'failed to create container', {nested: asFailure(error)})
    }
    return change(mac, (state) => {
      const {busy: _, ...idle} = state.containers[container.id] as ContainerRecord
      state.containers[container.id] = idle
      return idle
    })
  })
}

/** Boots it and starts PID 1, on the standard streams of this process or not. False: it ran already. */
export async function startContainer(mac: Mac, id: string): Promise<boolean> {
  const outcome = await changing(mac, id, {...starting(id), work: async (container) => started(container, await (await ready(mac, container)).start(forBacking(container)))})
  return outcome !== undefined
}

/** The same in the foreground: resolves when PID 1 has ended. */
export async function runAttached(mac: Mac, id: string, streams: {readonly interactive: boolean}): Promise<ExecOutcome> {
  let over: Promise<ExecOutcome> = Promise.resolve({code: 0})
  await changing(mac, id, {
    ...starting(id),
    work: async (container) => {
      const backing = await ready(mac, container)
      over = backing.startAttached(forBacking(container), streams)
      over.catch(() => undefined)
      await up(backing, container, over)
      return startResetters(container)
    },
  })
  return patiently(async () => over)
}

/** Until it is there, or over again: nobody may take it for ended while it is only slow. */
async function up(backing: ContainerBacking, container: ContainerRecord, over: Promise<unknown>): Promise<void> {
  let done = false
  void over.then(() => (done = true), () => (done = true))
  while (!done && !(await backing.running([container])).has(container.id)) await sleep(20)
}

export function forBacking(container: ContainerRecord): ContainerRecord {
  return container.portsReset ? {...container, publishedPorts: []} : container
}

async function ready(mac: Mac, container: ContainerRecord) {
  const {container: backing} = await behind(mac)
  await backing.endUnfinished?.(container)
  await checkPorts(container)
  return backing
}

async function started(container: ContainerRecord, outcome: StartOutcome): Promise<number[]> {
  if ('portTaken' in outcome) throw taken()
  if ('missing' in outcome) throw new Failure('internalError', 'failed to start process', {nested: new Failure('internalError', `failed to find target executable ${outcome.missing}`)})
  return startResetters(container)
}

function starting(id: string): Omit<Change<number[]>, 'work'> {
  return {
    with: 'starting',
    missing: () => new Failure('notFound', `get failed: container ${id} not found`),
    begin: (container, state) => {
      if (container.state !== 'stopped') return undefined
      claimVolumes(state, container)
      return {...container, portsReset: !state.settings.localNetwork, attachments: attach(state, container), kernel: {...container.kernel, booted: true}}
    },
    end: (container, resetters) => ({...container, state: 'running', startedDate: now(), resetters}),
    failed: (container) => {
      stopResetters(container)
      return {...container, state: 'stopped', attachments: []}
    },
  }
}
