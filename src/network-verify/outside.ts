import {createServer} from 'node:http'
import {networkInterfaces} from 'node:os'
import type {Node} from '../contract/index.js'
import {messageOf} from '../errors.js'

/** A server on this machine, on its side of the network of the nodes; or why there is none. */
export type Outside = {readonly host: string; readonly port: number; close(): void} | {readonly host: null; readonly reason: string; close(): void}

/** Listens where nodes have their way out of the cluster, as far as that is this machine. Answers with the client's address. */
export async function openOutside(node: Node): Promise<Outside> {
  const none = (reason: string): Outside => ({host: null, reason, close: () => {}})
  const {stdout} = await node.exec(['ip', '-4', '-json', 'route', 'show', 'default'])
  const gateway = (JSON.parse(stdout || '[]') as {gateway?: string}[])[0]?.gateway
  if (gateway === undefined) return none(`${node.name} has no way out`)
  const own = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({address}) => address === gateway))
  if (!own) return none(`the way out of ${node.name} is ${gateway}, which is no address of this machine`)
  const server = createServer((request, response) => {
    const text = `outside ${request.socket.remoteAddress ?? ''}\n`
    // Said by itself, Node.js leaves it out for clients of HTTP/1.0.
    response.writeHead(200, {'Content-Length': text.length}).end(text)
  })
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once('error', reject).listen(0, gateway, () => resolve((server.address() as {port: number}).port))
    })
    return {
      host: gateway,
      port,
      close: () => {
        server.close()
        server.closeAllConnections()
      },
    }
  } catch (error) {
    return none(`nothing can listen at ${gateway} on this machine: ${messageOf(error)}`)
  }
}
