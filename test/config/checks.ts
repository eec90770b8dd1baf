import type {ConfigChecks} from '../../src/config/cluster-config.js'

/** A machine on which port 8081 is in use and nothing exists whose path has `missing` in it. */
export const checks: ConfigChecks = {
  isPortFree: async (_address, port) => port !== 8081,
  pathExists: async path => !path.includes('missing'),
}

/** The working directory of that machine. */
export const cwd = '/home/user/project'
