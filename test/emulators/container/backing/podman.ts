import {join} from 'node:path'
import type {MakeBacking} from '../backing.ts'
import {runningGuests} from './alive.ts'
import {bootLog, guestConsole} from './console.ts'
import {createGuest} from './create-guest.ts'
import {execInGuest} from './exec.ts'
import {exportGuest} from './export-guest.ts'
import {guestRoot} from './guest-root.ts'
import type {Mac} from './mac.ts'
import {createNetwork, removeNetwork} from './network.ts'
import {removeAll} from './remove-all.ts'
import {removeGuest} from './remove-guest.ts'
import {endUnfinished, startGuest} from './start.ts'
import {startAttached} from './start-attached.ts'
import {guestStats} from './stats.ts'
import {killGuest, stopGuest} from './stop.ts'
import {createVolume, removeVolume} from './volume.ts'

/** Real guests: containers of rootful Podman, changed by a hook until they look like what the real virtual machines present. */
export const podman: MakeBacking = ({id, directory}) => {
  const mac: Mac = {id, directory: join(directory, 'behind')}
  return {
    network: {create: (network) => createNetwork(mac, network), remove: (network) => removeNetwork(mac, network)},
    volume: {create: (volume) => createVolume(mac, volume), remove: (volume) => removeVolume(mac, volume)},
    container: {
      create: (container) => createGuest(mac, container),
      endUnfinished: (container) => endUnfinished(mac, container),
      start: (container) => startGuest(mac, container),
      startAttached: (container, streams) => startAttached(mac, container, streams),
      running: async (containers) => runningGuests(mac, containers),
      stop: (container, how) => stopGuest(mac, container, how),
      kill: (container, signal) => killGuest(mac, container, signal),
      remove: (container) => removeGuest(mac, container.id),
      exec: (container, process) => execInGuest(mac, container, process),
      console: (container, options) => guestConsole(mac, container, options),
      bootLog: (container, options) => bootLog(mac, container, options),
      root: (container) => guestRoot(mac, container),
      export: (container, file) => exportGuest(mac, container, file),
      stats: (containers) => guestStats(mac, containers),
    },
    image: {
      build: async (order) => (await import('./images/build.ts')).build(mac, order),
      load: async (file) => (await import('./images/load.ts')).load(mac, file),
      save: async (images, write) => (await import('./images/save.ts')).save(mac, images, write),
      pull: async (reference, options) => (await import('./images/pull.ts')).pull(mac, reference, options),
      remove: async (variant) => (await import('./images/remove.ts')).remove(mac, variant),
    },
    removeAll: () => removeAll(mac),
  }
}
