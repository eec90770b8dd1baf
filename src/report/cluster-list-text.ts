import type {ClusterDescription} from '../cluster/describe.js'
import {table} from './table.js'

/** The clusters as a table; below it, those that run on somebody else's node image. */
export function clusterListText(clusters: readonly ClusterDescription[]): string {
  if (clusters.length === 0) return 'There are no clusters. Create one: kina cluster create'
  const foreign = clusters.flatMap(foreignImages)
  return [table(HEAD, clusters.map(row)), ...(foreign.length > 0 ? ['', ...foreign] : [])].join('\n')
}

const HEAD = ['NAME', 'STATUS', 'KUBERNETES', 'NODES', 'CNI', 'RUNTIME', 'IMAGE', 'API SERVER']

function row({name, status, kubernetes, nodes, cni, runtime, images, api}: ClusterDescription): string[] {
  return [name, status, kubernetes, String(nodes.length), cni, runtime, images.map(({ref}) => ref).join(', '), api]
}

function foreignImages({name, images}: ClusterDescription): string[] {
  return images.filter(({own}) => own === false).map(({ref}) => `The cluster "${name}" runs on ${ref}, which kina did not build. What it lacks: kina image verify ${ref}`)
}
