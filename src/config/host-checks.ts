import {access} from 'node:fs/promises'
import type {ConfigChecks} from './cluster-config.js'
import {isPortFree} from './ports.js'

/** Asks the machine the command runs on. */
export const hostChecks: ConfigChecks = {
  isPortFree,
  pathExists: path =>
    access(path).then(
      () => true,
      () => false,
    ),
}
