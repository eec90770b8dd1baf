import {homedir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import {done, toRun} from '../run.js'
import {CLUSTER_LABEL, type Place} from './place.js'

/** The first that kina tries. */
export const DEFAULT_RUNTIME = 'podman'

/** Podman or Docker of this machine. */
export function ociPlace(runtime: 'podman' | 'docker'): Place {
  // Where the daemon is that this machine has chosen. Podman reads it too, and fails when there is no file in it.
  const env: Record<string, string> = runtime === 'docker' ? {DOCKER_CONFIG: process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker')} : {}
  const tool: Place['tool'] = async (args, input = '') => toRun(await execa(runtime, args, {env, all: true, reject: false, input}))
  const addressOf = async (node: string) => (await done(tool(['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', node]))).stdout.trim()
  return {
    ...{title: runtime, runtime, program: runtime, byDefault: runtime === DEFAULT_RUNTIME, env, tool, addressOf},

    async leftovers(only) {
      const label = only === undefined ? `label=${CLUSTER_LABEL}` : `label=${CLUSTER_LABEL}=${only}`
      const lists = await Promise.all([
        done(tool(['ps', '-a', '--filter', label, '--format', 'container {{.Names}}'])),
        done(tool(['network', 'ls', '--filter', label, '--format', 'network {{.Name}}'])),
        done(tool(['volume', 'ls', '--filter', label, '--format', 'volume {{.Name}}'])),
      ])
      return lists.flatMap(({stdout}) => stdout.split('\n').filter((line) => line !== ''))
    },

    async restartElsewhere(cluster, node) {
      const network = `kina-${cluster}`
      const address = (await addressOf(node)).replace(/\d+$/, '77')
      await done(tool(['kill', node]))
      await done(tool(['network', 'disconnect', '-f', network, node]))
      await done(tool(['network', 'connect', '--alias', `${cluster}-api`, '--ip', address, network, node]))
      await done(tool(['start', node]))
    },

    async removeImages(refs) {
      await tool(['rmi', '--force', ...refs])
    },
  }
}
