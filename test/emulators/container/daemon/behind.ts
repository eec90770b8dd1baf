import type {Backing} from '../backing.ts'
import {asFailure} from '../failure.ts'
import {read, type Mac} from '../store.ts'

/** What stands behind this Mac. Loaded when it is needed: most questions are answered from the state alone. */
export async function behind(mac: Mac): Promise<Backing> {
  const {id, behind: kind} = read(mac).settings
  const at = {id, directory: mac.directory}
  const backing = kind === 'nothing' ? (await import('../nothing/nothing.ts')).nothing(at) : (await import('../backing/podman.ts')).podman(at)
  return {...backing, network: asDaemon(backing.network), volume: asDaemon(backing.volume), container: asDaemon(backing.container), image: asDaemon(backing.image)}
}

type Call = (...args: readonly unknown[]) => unknown

/** What goes wrong behind is the daemon's failure; a mistake of this emulator (a TypeError, say) stays one. */
function asDaemon<Part extends object>(part: Part): Part {
  const wrapped = Object.entries(part as Readonly<Record<string, Call>>).map(([name, call]) => [
    name,
    (...args: readonly unknown[]) => {
      const result = call(...args)
      return result instanceof Promise ? result.catch(failed) : result
    },
  ])
  return Object.fromEntries(wrapped) as Part
}

function failed(error: unknown): never {
  throw error instanceof Error && error.constructor === Error ? asFailure(error) : error
}
