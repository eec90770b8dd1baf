import assert from 'node:assert/strict'
import {fakeContext} from '../../../src/testing/index.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'
import type {Engine} from '../src/host.js'
import {freeOf, lackOfRoom} from '../src/room.js'

const df = (free: string) => `Filesystem     1024-blocks    Used Available Capacity Mounted on\n/dev/vd a          1000000  900000 ${free}      90% /var/lib/my containers\n`

describe('room for a node', () => {
  it('is read from df, whatever the names of devices and directories', () => {
    assert.equal(freeOf(df('100')), 102_400)
    assert.equal(freeOf(df('-5')), -5120)
    assert.equal(freeOf('df: nothing'), null)
  })

  const table: readonly [title: string, engine: Partial<Engine>, free: string, lack: RegExp | null][] = [
    ['lacks, and the disk is named', {}, '50000', /^no space left on the disk of \/v: 51 MB are free, and a node needs 160 MB at first$/],
    ['is there', {}, '500000', null],
    ['is not looked for where nodes run on another machine', {remote: true}, '1', null],
    ['is not looked for where the tool does not say where', {volumes: null}, '1', null],
  ]
  for (const [title, engine, free, lack] of table) {
    it(title, async () => {
      const ctx = fakeContext({answer: ({argv}) => (argv.join(' ') === 'df -Pk /v' ? df(free) : undefined)})
      const said = await lackOfRoom({volumes: '/v', remote: false, ...engine} as Engine, ctx)
      if (lack === null) assert.equal(said, null)
      else assert.match(said!, lack)
    })
  }

  it('is looked for where Podman and Docker keep volumes', () => {
    const host = {kernel: '6', cgroupVersion: 'v2', ociRuntime: null, security: {rootless: false}}
    assert.equal(podman.readEngine({host, version: {Version: '4.3.1'}, store: {volumePath: '/srv/volumes'}}).volumes, '/srv/volumes')
    assert.equal(docker.readEngine({ServerVersion: '28', KernelVersion: '6', DockerRootDir: '/srv/docker'}).volumes, '/srv/docker/volumes')
  })
})
