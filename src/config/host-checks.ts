import {access} from 'node:fs/promises'
import type {ConfigChecks} from './cluster-config.js'
import {isPortFree} from './ports.js'

/** Asks the machine the command runs on. */
export function hostChecks(platform: NodeJS.Platform): ConfigChecks {
  return {
    isPortFree: (address, port, protocol) => isPortFree(address, port, protocol, platform),
    pathExists: path =>
      access(path).then(
        () => true,
        () => false,
      ),
  }
}
