import {createServer} from 'node:net'

// Each argument is an address and a port. A connection is accepted, and reset a little later: by then the forwarder has been told that it may not reach the guest.
const refuse = (socket) => void setTimeout(() => socket.resetAndDestroy(), 60)
await Promise.all(
  process.argv.slice(2).map((at) => {
    const [host, port] = at.split(' ')
    return new Promise((resolve, reject) => createServer((socket) => refuse(socket.on('error', () => undefined))).once('error', reject).listen(Number(port), host, resolve))
  }),
)
process.stdout.write('listening\n')
process.stdout.on('error', () => undefined)
