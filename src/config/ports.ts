import {createSocket} from 'node:dgram'
import {createServer} from 'node:net'
import type {PortMapping} from '../contract/index.js'

/**
 * Whether a port can be listened on, tried by listening. False only on "address in use": without the right to open the port, or when the
 * address is another machine's, a runtime may still be able to. SCTP cannot be tried from here and counts as free.
 */
export async function isPortFree(address: string, port: number, protocol: PortMapping['protocol'], platform: NodeJS.Platform): Promise<boolean> {
  if (protocol === 'sctp') return true
  const listen = protocol === 'tcp' ? listenTcp : listenUdp
  for (const candidate of addressesToTry(address, platform)) {
    try {
      await listen(candidate, port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    }
  }
  return true
}

/**
 * Linux refuses an address when a wildcard listener has the port, and the other way round. The BSDs and macOS do not, because the sockets are
 * opened with SO_REUSEADDR; there both wildcards are tried as well, and loopback for a wildcard.
 */
function addressesToTry(address: string, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') return [address]
  return [...new Set([address, '0.0.0.0', '::', ...(address === '0.0.0.0' ? ['127.0.0.1'] : [])])]
}

function listenTcp(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({host, port, exclusive: true}, () => server.close(() => resolve()))
  })
}

function listenUdp(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', error => {
      socket.close()
      reject(error)
    })
    socket.bind({address, port, exclusive: true}, () => socket.close(() => resolve()))
  })
}
