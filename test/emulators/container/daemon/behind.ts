import type {Backing} from '../backing.ts'
import {read, type Mac} from '../store.ts'

/** What stands behind this Mac. Loaded when it is needed: most questions are answered from the state alone. */
export async function behind(mac: Mac): Promise<Backing> {
  const {id, behind: kind} = read(mac).settings
  const at = {id, directory: mac.directory}
  if (kind === 'nothing') return (await import('../nothing/nothing.ts')).nothing(at)
  return (await import('../backing/podman.ts')).podman(at)
}
