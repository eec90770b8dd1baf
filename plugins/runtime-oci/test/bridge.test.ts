import assert from 'node:assert/strict'
import {fakeContext, type FakeContextOptions} from '../../../src/testing/index.js'
import {hardwareAddress, settleBridge} from '../src/bridge.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'
import {toolFor} from '../src/tool.js'

const inspection = JSON.stringify([{network_interface: 'podman7'}])
const lines = async (assigned: string, {remote = false, dialect = podman, ip}: {remote?: boolean; dialect?: typeof podman; ip?: Error} = {}) => {
  const answer: FakeContextOptions['answer'] = ({argv}) => ({cat: assigned, ip, iptables: '-P FORWARD ACCEPT\n'} as Record<string, string | Error | undefined>)[argv[0]] ?? (argv[0] === 'podman' ? inspection : undefined)
  const ctx = fakeContext({answer})
  await settleBridge(toolFor(dialect, ctx), 'a', {remote})
  return ctx.calls.map(({argv}) => argv.join(' ')).filter((line) => !line.startsWith('iptables'))
}

describe('the bridge of a network', () => {
  it('gives a bridge an address of its own, the same each time', async () => {
    assert.equal((await lines('1\n')).at(-1), `ip link set dev podman7 address ${hardwareAddress('kina-a')}`)
    assert.match(hardwareAddress('kina-a'), /^02(:[0-9a-f]{2}){5}$/)
    assert.notEqual(hardwareAddress('kina-a'), hardwareAddress('kina-b'))
  })
  it('leaves one that was set', async () => {
    assert.deepEqual(await lines('3\n'), ['podman network inspect kina-a', 'cat /sys/class/net/podman7/addr_assign_type'])
  })
  it('touches nothing of this host for nodes that are elsewhere, or a daemon that sees to it', async () => {
    assert.deepEqual(await lines('1\n', {remote: true}), [])
    assert.deepEqual(await lines('1\n', {dialect: docker}), [])
  })
  it('is no reason to fail', async () => {
    await lines('1\n', {ip: new Error('ip: ENOENT')})
  })
})
