import type {ContainerRecord, MacState} from '../state.ts'
import {change, read, type Mac} from '../store.ts'
import {behind} from './behind.ts'
import {idle, isBusy} from './busy.ts'
import {stopResetters} from './resetters.ts'

/** The state after finding out which guests have ended by themselves. `only`: nothing else matters to the caller. */
export async function look(mac: Mac, only?: readonly string[]): Promise<MacState> {
  const state = read(mac)
  const doubtful = Object.values(state.containers).filter((container) => (only === undefined || only.includes(container.id)) && inDoubt(container))
  if (doubtful.length === 0) return state
  const backing = await behind(mac)
  const alive = await backing.container.running(doubtful)
  const wrong = doubtful.filter((container) => alive.has(container.id) !== (container.state === 'running'))
  if (wrong.length === 0) return state
  const gone = await change(mac, (now) => wrong.filter((seen) => settle(now, seen, alive.has(seen.id))))
  for (const container of gone) await backing.container.remove(container)
  return read(mac)
}

/** Running, or left in the middle by a process that was killed. What another process is changing is not looked at. */
function inDoubt(container: ContainerRecord): boolean {
  return !isBusy(container) && (container.state !== 'stopped' || container.busy?.with === 'starting')
}

/** Unless somebody has changed it since. True: it was to vanish at its end, and has. */
function settle(state: MacState, seen: ContainerRecord, alive: boolean): boolean {
  const current = state.containers[seen.id]
  if (current === undefined || isBusy(current) || current.state !== seen.state || current.startedDate !== seen.startedDate) return false
  stopResetters(current)
  if (!alive && current.autoRemove) {
    delete state.containers[seen.id]
    return true
  }
  state.containers[seen.id] = {...idle(current), state: alive ? 'running' : 'stopped'}
  return false
}
