import {setTimeout as sleep} from 'node:timers/promises'
import type {ContainerRecord, MacState} from '../state.ts'
import {change, type Mac} from '../store.ts'
import {idle, isBusy} from './busy.ts'
import {undisturbed} from '../signals.ts'

/** One change of one container: looked at and marked under the lock, done without it, noted under it again. */
export interface Change<T> {
  readonly with: 'starting' | 'stopping' | 'deleting'
  /** Refuses by throwing; undefined: nothing is to be done. */
  begin(container: ContainerRecord, state: MacState): ContainerRecord | undefined
  work(container: ContainerRecord): Promise<T>
  /** Null: it is gone. */
  end(container: ContainerRecord, result: T): ContainerRecord | null
  failed(container: ContainerRecord): ContainerRecord
  missing(): Error
}

/** Waits for other changes of the same container. Undefined: there was nothing to do. */
export async function changing<T>(mac: Mac, id: string, step: Change<T>): Promise<T | undefined> {
  return undisturbed(async () => {
    const begun = await begin(mac, id, step)
    if (begun === undefined) return undefined
    try {
      const result = await step.work(begun)
      await put(mac, id, (container) => step.end(container, result))
      return result
    } catch (error) {
      await put(mac, id, (container) => step.failed(container))
      throw error
    }
  })
}

async function begin<T>(mac: Mac, id: string, step: Change<T>): Promise<ContainerRecord | undefined> {
  for (;;) {
    const begun = await change(mac, (state) => {
      const container = state.containers[id]
      if (container === undefined) throw step.missing()
      // What is being stopped is refused by some changes, not waited for.
      if (isBusy(container) && container.busy?.with !== 'stopping') return null
      const next = step.begin(container, state)
      if (next === undefined) return undefined
      if (isBusy(container)) return null
      const marked: ContainerRecord = {...next, busy: {pid: process.pid, with: step.with}}
      state.containers[id] = marked
      return marked
    })
    if (begun !== null) return begun
    await sleep(15)
  }
}

async function put(mac: Mac, id: string, edit: (container: ContainerRecord) => ContainerRecord | null): Promise<void> {
  await change(mac, (state) => {
    const container = state.containers[id]
    if (container === undefined) return
    const next = edit(idle(container) as ContainerRecord)
    if (next === null) delete state.containers[id]
    else state.containers[id] = next
  })
}
