import {createSocket, type Socket} from 'node:dgram'
import {once} from 'node:events'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {connect, createServer} from 'node:net'
import {basename, dirname, join} from 'node:path'
import type {PublishedPort} from '../state.ts'
import {pidOf} from './alive.ts'
import {filesOf} from './mac.ts'
import type {Published} from './publish.ts'

/** A program of its own, one for each guest with published ports: accepts at once, and resets when the guest does not answer. */
async function main(place: string): Promise<void> {
  const directory = dirname(dirname(place))
  const files = filesOf({id: '', directory}, basename(place))
  // By itself: whoever has started it may be gone before it could.
  writeFileSync(join(place, 'port-proxy.pid'), String(process.pid))
  const {ports, address} = JSON.parse(readFileSync(files.published, 'utf8')) as Published
  for (const port of ports) {
    for (let i = 0; i < port.count; i++) await listen(port, i, address)
  }
  process.stdout.write('listening\n')
  process.stdout.on('error', () => {})
  const parent = process.ppid
  let booted = false
  setInterval(() => {
    const alive = pidOf({id: '', directory}, basename(place)) !== null
    // Until the guest has booted, its call must be there that boots it.
    if (booted ? !alive : !alive && process.ppid !== parent && !existsSync(files.pid)) process.exit(0)
    booted ||= alive
  }, 200)
}

async function listen({hostAddress, hostPort, containerPort, proto}: PublishedPort, offset: number, address: string): Promise<void> {
  const [port, target] = [hostPort + offset, containerPort + offset]
  try {
    await (proto === 'tcp' ? listenTcp(hostAddress, port, address, target) : listenUdp(hostAddress, port, address, target))
  } catch {
    process.stdout.write(`taken ${port}\n`, () => process.exit(1))
    await new Promise(() => {})
  }
}

async function listenTcp(hostAddress: string, port: number, address: string, target: number): Promise<void> {
  const server = createServer({allowHalfOpen: true}, (client) => {
    const guest = connect({host: address, port: target, allowHalfOpen: true})
    guest.on('error', () => client.resetAndDestroy())
    client.on('error', () => guest.resetAndDestroy())
    client.pipe(guest)
    guest.pipe(client)
  })
  await once(server.listen(port, hostAddress), 'listening')
}

/** Every sender has a socket of its own towards the guest, through which answers find back. */
async function listenUdp(hostAddress: string, port: number, address: string, target: number): Promise<void> {
  const server = createSocket(hostAddress.includes(':') ? 'udp6' : 'udp4')
  const guests = new Map<string, Socket>()
  server.on('message', (message, client) => {
    const key = `${client.address} ${client.port}`
    const guest = guests.get(key) ?? createSocket('udp4').on('message', (answer) => server.send(answer, client.port, client.address)).on('error', () => guests.delete(key))
    guests.set(key, guest)
    guest.send(message, target, address)
  })
  await once(server.bind(port, hostAddress), 'listening')
}

await main(process.argv[2] ?? '')
