import {homedir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import {done, toRun} from '../run.js'
import {CLUSTER_LABEL, type Place} from './place.js'

/** The first that kina tries. */
export const DEFAULT_RUNTIME = 'podman'

/** So that each time the subnet is another one. */
let renumbered = 0

/** Podman or Docker of this machine. */
export function ociPlace(runtime: 'podman' | 'docker'): Place {
  // Where the daemon is that this machine has chosen. Podman reads it too, and fails when there is no file in it.
  const env: Record<string, string> = runtime === 'docker' ? {DOCKER_CONFIG: process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker')} : {}
  const tool: Place['tool'] = async (args, input = '') => toRun(await execa(runtime, args, {env, all: true, reject: false, input}))
  const addressOf = async (node: string) => (await done(tool(['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', node]))).stdout.trim()
  const end = async (how: string, node: string) => void (await done(tool([how, node])))
  const killConmon = async (node: string) => {
    const {stdout} = await done(tool(['inspect', '--format', '{{.State.ConmonPid}}', node]))
    process.kill(Number(stdout), 'SIGKILL')
  }
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

    ends: {
      stop: (node) => end('stop', node),
      kill: (node) => end('kill', node),
      ...(runtime === 'podman' && {'kill -9 of conmon': killConmon}),
    },

    // On a network of the same name with another subnet.
    async renumber(cluster) {
      const network = `kina-${cluster}`
      const nodes = (await done(tool(['ps', '-a', '--filter', `label=${CLUSTER_LABEL}=${cluster}`, '--format', '{{.Names}}']))).stdout.trim().split('\n')
      const first = `${cluster}-control-plane`
      const endpoint = nodes.find((node) => node.endsWith('-load-balancer')) ?? first
      const subnet = `10.79.${80 + (renumbered++ % 100)}.0/24`
      for (const node of nodes) await done(tool(['network', 'disconnect', '-f', network, node]))
      await done(tool(['network', 'rm', network]))
      await done(tool(['network', 'create', '--label', `${CLUSTER_LABEL}=${cluster}`, '--subnet', subnet, network]))
      for (const node of nodes) await done(tool(['network', 'connect', ...(node === endpoint ? ['--alias', `${cluster}-api`] : []), network, node]))
    },

    async removeImages(refs) {
      await tool(['rmi', '--force', ...refs])
    },
  }
}
