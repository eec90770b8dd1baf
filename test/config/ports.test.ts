import assert from 'node:assert/strict'
import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {createServer, type AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {hostChecks} from '../../src/config/host-checks.js'
import {isPortFree} from '../../src/config/ports.js'

for (const platform of ['linux', 'darwin'] as const) describe(`isPortFree on ${platform}`, () => {
  it('sees a TCP listener on the address and through the wildcard', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
    assert.equal(await isPortFree('127.0.0.1', port, 'tcp', platform), false)
    assert.equal(await isPortFree('0.0.0.0', port, 'tcp', platform), false)
    server.close()
    await once(server, 'close')
    assert.equal(await isPortFree('127.0.0.1', port, 'tcp', platform), true)
  })

  it('sees a wildcard listener on an address', async () => {
    const server = createServer().listen(0, '0.0.0.0')
    await once(server, 'listening')
    assert.equal(await isPortFree('127.0.0.1', (server.address() as AddressInfo).port, 'tcp', platform), false)
    server.close()
  })

  it('sees a UDP listener', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    assert.equal(await isPortFree('0.0.0.0', socket.address().port, 'udp', platform), false)
    socket.close()
  })

  it('takes what it cannot try for free', async () => {
    assert.equal(await isPortFree('192.0.2.1', 80, 'tcp', platform), true)
    assert.equal(await isPortFree('127.0.0.1', 80, 'sctp', platform), true)
  })
})

describe('hostChecks', () => {
  it('sees files and folders', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kina-'))
    assert.equal(await hostChecks('linux').pathExists(folder), true)
    await rm(folder, {recursive: true})
    assert.equal(await hostChecks('linux').pathExists(folder), false)
  })
})
