import {execa} from 'execa'
import {emulatedHost, noEmulatedHost} from '../../conformance/emulated-host.js'
import {NODE_IMAGE} from '../../node-image.js'
import {done, toRun} from '../run.js'
import {CLUSTER_LABEL, type Place} from './place.js'

interface Listed {
  readonly id: string
  readonly configuration: {readonly labels?: Readonly<Record<string, string>>}
}

interface Inspected {
  readonly status: {readonly networks: readonly {readonly ipv4Address: string}[]}
}

/**
 * An emulated Mac with this version of Apple's container, for as long as the tests run. Without Podman behind it, it has no `container`. It has
 * kina's node image, from Podman's store: the build there is a test of its own.
 */
export async function applePlace(version: string): Promise<Place> {
  const reason = await noEmulatedHost(NODE_IMAGE)
  const host = emulatedHost({version}, [NODE_IMAGE])
  const env = reason === null ? (await host.mac()).env : {}
  if (reason === null) after(() => host.remove())
  const tool: Place['tool'] = async (args, input = '') => toRun(await execa('container', args, {env, all: true, reject: false, input}))
  const end = async (how: string, node: string) => void (await done(tool([how, node])))
  const list = async (...words: string[]) => JSON.parse((await done(tool([...words, '--format', 'json']))).stdout) as Listed[]
  return {
    ...{title: `apple ${version}`, runtime: 'apple', program: 'container', byDefault: false, env, tool},

    async leftovers(only) {
      const kinds = {container: ['list', '--all'], network: ['network', 'list'], volume: ['volume', 'list']}
      const found = await Promise.all(Object.entries(kinds).map(async ([kind, words]) => (await list(...words)).map(({id, configuration}) => ({line: `${kind} ${id}`, cluster: configuration.labels?.[CLUSTER_LABEL]}))))
      return found.flat().filter(({cluster}) => cluster !== undefined && (only === undefined || cluster === only)).map(({line}) => line)
    },

    async addressOf(node) {
      const [{status}] = JSON.parse((await done(tool(['inspect', node]))).stdout) as [Inspected]
      return status.networks[0]!.ipv4Address.replace(/\/.*/, '')
    },

    // Every start gives another one.
    async restartElsewhere(_cluster, node) {
      await done(tool(['kill', node]))
      await done(tool(['start', node]))
    },

    ends: {stop: (node) => end('stop', node), kill: (node) => end('kill', node)},
    // Every start does.
    renumber: async () => {},

    async removeImages(refs) {
      await tool(['image', 'delete', '--force', ...refs])
    },
  }
}
