import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {connect, createServer} from 'node:net'
import {fileURLToPath} from 'node:url'
import {Failure} from '../failure.ts'
import type {ContainerRecord, PublishedPort} from '../state.ts'

/** Refuses in the words of the runtime helper: nobody but root gets a low port, and one port has one listener. */
export async function checkPorts(container: ContainerRecord): Promise<void> {
  for (const port of each(container.publishedPorts)) {
    if (port.hostPort < 1024) throw new Failure('internalError', 'failed to bootstrap container', {nested: new Failure('unknown', `Permission denied while binding to host port ${port.hostPort}. Binding to ports below 1024 requires root privileges.`)})
    if (port.proto === 'tcp' && !(await isFree(port))) throw taken()
  }
}

export function taken(): Failure {
  return new Failure('internalError', 'failed to bootstrap container', {nested: new Failure('unknown', 'bind(descriptor:ptr:bytes:): Address already in use (errno: 48)')})
}

/** Listeners that accept and reset: what published ports do while macOS denies the local network. They outlive this process. */
export async function startResetters(container: ContainerRecord): Promise<number[]> {
  const ports = each(container.publishedPorts).filter(({proto}) => proto === 'tcp')
  if (!container.portsReset || ports.length === 0) return []
  const child = spawn(process.execPath, [fileURLToPath(new URL('resetter.mjs', import.meta.url)), ...ports.map(({hostAddress, hostPort}) => `${hostAddress} ${hostPort}`)], {detached: true, stdio: ['ignore', 'pipe', 'ignore']})
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(taken()))])
  child.stdout.destroy()
  child.unref()
  return [child.pid as number]
}

export function stopResetters({resetters = []}: ContainerRecord): void {
  for (const pid of resetters) {
    try {
      process.kill(pid)
    } catch {
      // It has ended by itself.
    }
  }
}

function each(ports: readonly PublishedPort[]): PublishedPort[] {
  return ports.flatMap((port) => Array.from({length: port.count}, (_, i) => ({...port, hostPort: port.hostPort + i, containerPort: port.containerPort + i, count: 1})))
}

/** A listener on every address does not keep others from listening on one of them everywhere, so a connection is tried too. */
async function isFree({hostAddress, hostPort}: PublishedPort): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(hostPort, hostAddress, () => resolve(true)))
  await new Promise((resolve) => (free ? server.close(resolve) : resolve(undefined)))
  if (!free || hostAddress !== '127.0.0.1') return free
  return new Promise<boolean>((resolve) => {
    const socket = connect(hostPort, hostAddress, () => (socket.destroy(), resolve(false))).once('error', () => resolve(true))
  })
}
