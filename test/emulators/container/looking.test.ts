import assert from 'node:assert/strict'
import {assertGolden} from '../../golden.ts'
import {fails, inspected, json, ok, onMac} from './on-a-mac.ts'

describe('emulated container: looking', () => {
  const mac = onMac({version: '1.2.2'})
  const old = onMac({version: '0.9.0'})

  before(async () => {
    for (const name of ['l1', 'l2', 'l3', 'l4', 'l5']) await ok(mac(), 'create', '--name', name, 'box')
    await ok(mac(), 'start', 'l1')
  })

  it('lists running ones, or all, in no order [list.shape]', async () => {
    assert.equal(await ok(mac(), 'list', '-q'), 'l1\n')
    const orders = new Set<string>()
    while (orders.size < 2) orders.add(await ok(mac(), 'ls', '--all', '--quiet'))
    for (const order of orders) assert.deepEqual(order.trim().split('\n').sort(), ['l1', 'l2', 'l3', 'l4', 'l5'])
  })

  it('JSON is one line with sorted keys and \\/, and has what kina reads [list.shape]', async () => {
    const text = await ok(mac(), 'list', '--all', '--format', 'json')
    assert.equal(text.trimEnd().split('\n').length, 1)
    assert.match(text, /"reference":"docker\.io\\\/library\\\/box:latest"/)
    assert.ok(text.indexOf('"capAdd"') < text.indexOf('"labels"'))
    const found = (await json(mac(), 'list', '--all', '--format', 'json')).find(({id}) => id === 'l1')
    assert.deepEqual(Object.keys(found ?? {}), ['configuration', 'id', 'status'])
    assert.equal(found?.status.state, 'running')
    assert.match(found?.status.networks[0]?.ipv4Address ?? '', /^192\.168\.\d+\.\d+\/24$/)
    assert.equal(found?.configuration.image.reference, 'docker.io/library/box:latest')
  })

  it('a table pads its columns to the longest cell, and ends with the last [list.shape]', async () => {
    const [header = '', row = ''] = (await ok(mac(), 'list')).split('\n')
    assert.match(header, /^ID {2}IMAGE +OS {5}ARCH +STATE +IP +CPUS {2}MEMORY {3}STARTED$/)
    assert.equal(row.indexOf('docker.io'), header.indexOf('IMAGE'))
    assert.match(row, /1024 MB {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('json goes before quiet, and an empty list is empty in each form [list.shape]', async () => {
    await fails(mac(), ['list', '--format', 'yaml'], {code: 70, says: 'emulator: --format yaml'})
    assert.match(await ok(mac(), 'list', '--format', 'json', '--quiet'), /^\[\{/)
    assert.deepEqual([await ok(mac(), 'volume', 'list', '--format', 'json'), await ok(mac(), 'volume', 'list', '-q'), await ok(mac(), 'volume', 'list')], ['[]\n', '', 'NAME  TYPE  DRIVER  OPTIONS\n'])
  })

  it('inspect is all or nothing [list.inspect]', async () => {
    const {id, configuration} = await inspected(mac(), 'l2')
    assert.deepEqual([id, configuration.networks], ['l2', [{network: 'default', options: {hostname: 'l2', mtu: 1280}}]])
    await fails(mac(), ['inspect', 'l2', 'z', 'y'], {says: 'Error: container not found: y, z'})
    await fails(mac(), ['inspect', 'l'], {says: 'Error: container not found: l'})
    assert.equal((await json(mac(), 'inspect', 'l3', 'l2')).map((found) => found.id).join(), 'l3,l2')
  })

  it('inspect is written for people [list.inspect]', async () => {
    await ok(mac(), 'create', '--name', 'shown', 'echo')
    const text = await ok(mac(), 'inspect', 'shown')
    assertGolden('emulated-container/inspect.txt', text.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '2026-01-01T00:00:00Z').replaceAll(/"(amd64|arm64)"/g, '"arm64"'))
  })

  it('before 1.0 inspect leaves out what is not there [list.inspect]', async () => {
    assert.equal(await ok(old(), 'inspect', 'no-such'), '[\n\n]\n')
  })
})
