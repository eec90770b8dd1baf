import assert from 'node:assert/strict'
import {connect, createServer, type AddressInfo} from 'node:net'
import {once} from 'node:events'
import {fails, inspected, json, ok, onMac} from './on-a-mac.ts'

describe('emulated container: networks', () => {
  const mac = onMac({version: '1.2.2'})
  const before26 = onMac({version: '1.2.2', macOS: '15.6'})
  const subnets = async () => new Map((await json<{id: string; status: {ipv4Subnet: string}}[]>(mac(), 'network', 'list', '--format', 'json')).map(({id, status}) => [id, status.ipv4Subnet]))

  it('on macOS 15 there is the default and no command for others [network.macos]', async () => {
    await fails(before26(), ['network', 'list'], {code: 64, says: "Error: Plugin 'container-network' not found."})
    await fails(before26(), ['run', '-d', '--network', 'other', 'box'], {says: 'Error: non-default network configuration requires macOS 26 or newer'})
    await ok(before26(), 'run', '-d', '--name', 'only', '--network', 'default', 'box')
    const [attached] = (await inspected(before26(), 'only')).status.networks
    assert.deepEqual([attached?.network, attached?.ipv4Address, attached?.ipv6Address], ['default', '192.168.64.2/24', undefined])
  })

  it('makes one with labels and a subnet of its own, once [network.create]', async () => {
    assert.equal(await ok(mac(), 'network', 'create', '--label', 'io.kina.cluster=a=b', 'kina-a'), 'kina-a\n')
    assert.equal(await ok(mac(), 'network', 'create', '--subnet', '10.7.0.0/16', 'kina-b'), 'kina-b\n')
    const [found] = await json<{configuration: {labels: unknown; mode: string; ipv4Subnet?: string}; status: {ipv4Gateway: string}}[]>(mac(), 'network', 'inspect', 'kina-a')
    assert.deepEqual([found?.configuration.labels, found?.configuration.mode, found?.configuration.ipv4Subnet], [{'io.kina.cluster': 'a=b'}, 'nat', undefined])
    assert.deepEqual([...(await subnets())], [['default', '192.168.64.0/24'], ['kina-a', '192.168.65.0/24'], ['kina-b', '10.7.0.0/16']])
    await fails(mac(), ['network', 'create', 'kina-a'], {says: 'Error: network kina-a already exists'})
    await fails(mac(), ['network', 'create', '--subnet', '10.7.1.0/24', 'kina-c'], {says: 'Error: IPv4 subnet 10.7.1.0/24 overlaps an existing network with subnet 10.7.0.0/16'})
    for (const name of ['Upper', '-a', 'a/b', 'none', 'n'.repeat(64)]) await fails(mac(), ['network', 'create', ...(name.startsWith('-') ? ['--'] : []), name], {says: `Error: invalid network name: ${name}`})
    await fails(mac(), ['network', 'inspect', 'kina-c'], {says: 'Error: network not found: kina-c'})
  })

  it('a network goes when no container refers to it, running or not [network.in-use]', async () => {
    await ok(mac(), 'create', '--name', 'refers', '--network', 'kina-a', 'box')
    const {stderr} = await fails(mac(), ['network', 'delete', 'kina-a'], {says: 'Error: delete failed for one or more networks: ["kina-a"]'})
    assert.match(stderr, /cannot delete subnet kina-a with referring containers: refers/)
    await fails(mac(), ['network', 'delete', 'default'], {says: 'Error: cannot delete a builtin network: default'})
    await fails(mac(), ['network', 'delete', 'kina-c'], {says: 'Error: failed to delete one or more networks: ["kina-c"]'})
    await ok(mac(), 'delete', 'refers')
    assert.equal(await ok(mac(), 'network', 'rm', 'kina-a'), 'kina-a\n')
  })

  it('every start gives another address, and there is none without one [network.addresses]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'moves', '--network', 'kina-b', 'box')
    const seen: string[] = []
    for (let i = 0; i < 4; i++) {
      seen.push((await inspected(mac(), 'moves')).status.networks[0]?.ipv4Address ?? '')
      await ok(mac(), 'stop', 'moves')
      assert.deepEqual((await inspected(mac(), 'moves')).status.networks, [])
      await ok(mac(), 'start', 'moves')
    }
    assert.deepEqual(seen, ['10.7.0.2/16', '10.7.0.3/16', '10.7.0.4/16', '10.7.0.5/16'])
  })

  it('two that start at once get two addresses [network.addresses]', async () => {
    await Promise.all(['s1', 's2', 's3', 's4'].map((name) => ok(mac(), 'run', '-d', '--name', name, 'box')))
    const found = await Promise.all(['s1', 's2', 's3', 's4'].map(async (name) => (await inspected(mac(), name)).status.networks[0]?.ipv4Address))
    assert.equal(new Set(found).size, 4)
  })

  it('generated hardware addresses begin with f; a chosen one keeps the IPv6 address [network.addresses]', async () => {
    const [first] = (await inspected(mac(), 's1')).status.networks
    assert.match(first?.macAddress ?? '', /^f[0-9a-f](:[0-9a-f]{2}){5}$/)
    await ok(mac(), 'run', '-d', '--name', 'mac', '--network', 'default,mac=02:42:ac:11:00:02', 'box')
    const [before] = (await inspected(mac(), 'mac')).status.networks
    assert.match(before?.ipv6Address ?? '', /:42:acff:fe11:2\/64$/)
    await ok(mac(), 'stop', 'mac')
    await ok(mac(), 'start', 'mac')
    const [after] = (await inspected(mac(), 'mac')).status.networks
    assert.equal(after?.ipv6Address, before?.ipv6Address)
    assert.notEqual(after?.ipv4Address, before?.ipv4Address)
  })

  it('has an MTU of 1280 unless another was asked for [guest.mtu]', async () => {
    const mtu = async (name: string) => (await inspected(mac(), name)).status.networks[0]?.mtu
    await ok(mac(), 'run', '-d', '--name', 'wide', '--network', 'default,mtu=1500', 'box')
    assert.deepEqual([await mtu('s1'), await mtu('wide')], [1280, 1500])
    await fails(mac(), ['run', '--network', 'default,mtu=1000', 'box'], {says: /^Error: invalid mtu value '1000'/m})
    await fails(mac(), ['run', '--network', 'no-such', 'box'], {says: 'Error: network no-such not found'})
  })

  it('the three files of names are written at every start [guest.hosts]', async () => {
    const hosts = async () => ok(mac(), 'exec', 'moves', 'cat', '/etc/hosts')
    const address = async () => ((await inspected(mac(), 'moves')).status.networks[0]?.ipv4Address ?? '').split('/')[0]
    const first = await hosts()
    assert.equal(first, `127.0.0.1 localhost\n${await address()} moves\n`)
    await ok(mac(), 'stop', 'moves')
    await ok(mac(), 'start', 'moves')
    assert.notEqual(await hosts(), first)
    assert.equal(await hosts(), `127.0.0.1 localhost\n${await address()} moves\n`)
    assert.equal(await ok(mac(), 'exec', 'moves', 'cat', '/etc/hostname'), 'moves\n')
    assert.equal(await ok(mac(), 'exec', 'moves', 'cat', '/etc/resolv.conf'), 'nameserver 10.7.0.1\n')
  })

  it('without the permission a published port accepts and resets, until the container is stopped [network.permission]', async () => {
    const port = await free()
    await mac().change({localNetwork: false})
    await ok(mac(), 'run', '-d', '--name', 'denied', '-p', `127.0.0.1:${port}:6443`, 'box')
    assert.deepEqual(await met(port), ['connected', 'ECONNRESET'])
    await ok(mac(), 'stop', 'denied')
    assert.deepEqual(await met(port), ['ECONNREFUSED'])
    await mac().change({localNetwork: true})
  })
})

async function free(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What a client of a port sees, in order. */
async function met(port: number): Promise<string[]> {
  const seen: string[] = []
  const socket = connect(port, '127.0.0.1', () => void seen.push('connected')).on('error', (error: NodeJS.ErrnoException) => void seen.push(error.code ?? ''))
  socket.resume()
  await once(socket, 'close').catch(() => undefined)
  return seen
}
