import {rm} from 'node:fs/promises'
import {podman} from './command.ts'
import {unmountRoot} from './guest-root.ts'
import {filesOf, realName, rootVolume, type Mac} from './mac.ts'
import {endHelpers} from './helpers.ts'
import {removeRealVolume} from './volume.ts'

/** Also of one that runs, or of which only a part was ever made. */
export async function removeGuest(mac: Mac, container: string): Promise<void> {
  endHelpers(mac, container)
  await unmountRoot(mac, container)
  await podman(['rm', '--force', '--time', '0', '--ignore', realName(mac, container)])
  await removeRealVolume(rootVolume(mac, container))
  await rm(filesOf(mac, container).place, {recursive: true, force: true})
}
