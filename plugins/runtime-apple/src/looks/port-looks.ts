import {connect, createServer} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {inspectContainer} from '../containers.js'
import type {Bench, Look} from './bench.js'
import {said, unseen} from './seen.js'

const LISTEN = `if command -v socat >/dev/null; then socat TCP-LISTEN:8080,fork,reuseaddr SYSTEM:'echo kina'
elif command -v nc >/dev/null; then while :; do echo kina | nc -l -p 8080; done
else exit 9; fi`

/** Looks at a published port, by id. */
export const PORT_LOOKS: Readonly<Record<string, Look>> = {
  'network.publish': async (bench) => {
    const tried = await tryPort(bench)
    if (typeof tried === 'string') return unseen(tried)
    return {holds: tried.published === 'kina', seen: `127.0.0.1 says ${tried.published}, the container's address says ${tried.direct}`}
  },
  'network.permission': async (bench) => {
    const tried = await tryPort(bench)
    if (typeof tried === 'string') return unseen(tried)
    if (tried.published === 'kina') return unseen('the permission is there: the published port answers')
    return {holds: tried.direct === 'kina', seen: `127.0.0.1 says ${tried.published}, the container's address says ${tried.direct}: System Settings, Privacy & Security, Local Network, container-runtime-linux`}
  },
}

/** What a published port and the same port of the container say; or why that is not known. */
async function tryPort({ctx, call, fresh, label, scratch}: Bench): Promise<{readonly published: string; readonly direct: string} | string> {
  const {ref, image} = await scratch()
  const [name, port] = [fresh(), await freePort()]
  const made = await call(['run', '--detach', '--name', name, ...label, '--memory', '300M', '--platform', image.platform, '--publish', `127.0.0.1:${port}:8080/tcp`, '--entrypoint', 'sh', ref, '-c', LISTEN], {timeoutSeconds: 170})
  if (made.exitCode !== 0) return said(made)
  const address = (await inspectContainer(ctx, name))?.addresses[0]
  if (address === undefined) return `${ref} has neither socat nor nc`
  return {direct: await patient(ctx.signal, () => word(address, 8080)), published: await patient(ctx.signal, () => word('127.0.0.1', port))}
}

/** A server that was started a moment ago may not listen yet. */
async function patient(signal: AbortSignal, attempt: () => Promise<string>): Promise<string> {
  for (const deadline = Date.now() + 8000; ; await sleep(200, undefined, {signal})) {
    const said = await attempt()
    if (said === 'kina' || Date.now() > deadline) return said
  }
}

function word(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({host, port, timeout: 3000})
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('timeout', () => socket.destroy(new Error('nothing within 3 s')))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.on('end', () => resolve(text.trim() || 'nothing, and closes'))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
