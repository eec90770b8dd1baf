import assert from 'node:assert/strict'
import {createServer} from 'node:http'
import type {ClusterContext} from '../../src/contract/index.js'

export interface OutsideServer {
  /** As nodes and pods reach it: this machine's address in the network of the nodes. */
  readonly host: string
  readonly port: number
  close(): void
}

/** Answers HTTP on this machine: what is outside of the cluster, and no further away. */
export async function outsideServer({nodes}: ClusterContext): Promise<OutsideServer> {
  const {stdout} = await nodes[0].exec(['ip', '-4', '-json', 'route', 'show', 'default'])
  const [route] = JSON.parse(stdout) as [{gateway: string}]
  const server = createServer((_, response) => response.end('outside\n'))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '0.0.0.0', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {host: route.gateway, port: address.port, close: () => void server.close()}
}
