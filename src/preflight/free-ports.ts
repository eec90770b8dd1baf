import {createServer, type Server} from 'node:net'

/** That many different TCP ports which are free on the loopback address now; the kernel chooses. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last is known, or the kernel might give one of them twice.
  const servers = await Promise.all(Array.from({length: count}, listen))
  const ports = servers.map((server) => (server.address() as {port: number}).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
