import {createServer} from 'node:net'

// Each argument is an address and a port. A connection is accepted and reset, as by a forwarder that may not reach the guest.
await Promise.all(
  process.argv.slice(2).map((at) => {
    const [host, port] = at.split(' ')
    return new Promise((resolve, reject) => createServer((socket) => socket.on('error', () => undefined).resetAndDestroy()).once('error', reject).listen(Number(port), host, resolve))
  }),
)
process.stdout.write('listening\n')
process.stdout.on('error', () => undefined)
