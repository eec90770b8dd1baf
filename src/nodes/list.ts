import type {App} from '../app.js'
import {requireCluster} from '../cluster/require-cluster.js'
import {describeNodes, type NodeDescription} from './describe-nodes.js'

export interface NodeList {
  readonly cluster: string
  readonly runtime: string
  readonly nodes: readonly NodeDescription[]
}

/** The nodes of one cluster, whatever state it is in. */
export async function listNodes(app: App, name: string): Promise<NodeList> {
  const found = await requireCluster(app, name)
  const {nodes} = await describeNodes(found)
  return {cluster: name, runtime: found.runtime.name, nodes}
}
