import assert from 'node:assert/strict'
import {fakeContext, type FakeContextOptions} from '../../../src/testing/index.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'
import {ensureNetwork} from '../src/network.js'
import {freeSubnets, routesIn} from '../src/subnets.js'
import {toolFor} from '../src/tool.js'

type Answer = ReturnType<NonNullable<FakeContextOptions['answer']>>

const GONE = {exitCode: 1, stdout: '[]', stderr: 'Error: No such network: kina-a'}
const NO_POOL = {exitCode: 1, stderr: 'Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network'}
const AMBIGUOUS = {exitCode: 1, stderr: 'Error response from daemon: 2 matches found based on name: network kina-a is ambiguous'}
const OVERLAPS = {exitCode: 1, stderr: 'Error response from daemon: Pool overlaps with other one on this address space'}

/** A Docker with one network, on a host with one route, that creates networks as told. */
function machine(create: (subnet: string | undefined) => Answer) {
  const ctx = fakeContext({
    answer: ({argv}) => {
      const line = argv.join(' ')
      if (line === 'docker network inspect kina-a') return GONE
      if (line.startsWith('docker network ls --quiet --filter')) return ''
      if (line === 'docker network ls --quiet') return 'b\n'
      if (line === 'docker network inspect b') return JSON.stringify([{IPAM: {Config: [{Subnet: '10.80.0.0/23'}]}}])
      if (argv[0] === 'setsid') return {exitCode: 127}
      if (argv[0] === 'ip') return 'default via 192.0.2.1 dev eth0\nblackhole 10.0.0.0/8\n10.80.2.0/24 dev br0 proto kernel\nlocal 10.80.4.1 dev br1 table local\n'
      if (argv[2] === 'create') return create(argv.includes('--subnet') ? argv[argv.indexOf('--subnet') + 1] : undefined)
      return undefined
    },
  })
  return {tool: toolFor(docker, ctx), offered: () => ctx.calls.filter(({argv}) => argv[2] === 'create').map(({argv}) => (argv.includes('--subnet') ? argv[argv.indexOf('--subnet') + 1] : 'its own'))}
}

describe('the network of a cluster', () => {
  it('has the addresses that the tool finds by itself', async () => {
    const {tool, offered} = machine(() => undefined)
    assert.equal(await ensureNetwork(tool, 'a'), 'kina-a')
    assert.deepEqual(offered(), ['its own'])
  })

  it('has the first free ones where the tool finds none', async () => {
    const {tool, offered} = machine((subnet) => (subnet === undefined ? NO_POOL : undefined))
    await ensureNetwork(tool, 'a')
    assert.deepEqual(offered(), ['its own', '10.80.3.0/24'])
  })

  it('has the next ones when another cluster was faster', async () => {
    const {tool, offered} = machine((subnet) => (subnet === undefined ? NO_POOL : subnet === '10.80.3.0/24' ? OVERLAPS : undefined))
    await ensureNetwork(tool, 'a')
    assert.deepEqual(offered(), ['its own', '10.80.3.0/24', '10.80.5.0/24'])
  })

  it('fails in words of the tool when all are refused, or when it is refused for another reason', async () => {
    const {tool, offered} = machine((subnet) => (subnet === undefined ? NO_POOL : OVERLAPS))
    await assert.rejects(ensureNetwork(tool, 'a'), /could not find an available/)
    assert.equal(offered().length, 33)
    await assert.rejects(ensureNetwork(machine(() => ({exitCode: 1, stderr: 'no iptables'})).tool, 'a'), /no iptables/)
    await assert.rejects(ensureNetwork(machine((subnet) => (subnet === undefined ? NO_POOL : {exitCode: 1, stderr: 'no iptables'})).tool, 'a'), /no iptables/)
  })

  it('is the older of two that were made at once', async () => {
    let twins = [
      {Id: 'late', Name: 'kina-a', Created: '2026-01-01T10:00:00.25Z'},
      {Id: 'other', Name: 'kina-a-b', Created: '2026-01-01T10:00:00Z'},
      {Id: 'early', Name: 'kina-a', Created: '2026-01-01T10:00:00.125Z'},
    ]
    const ctx = fakeContext({
      answer: ({argv}) => {
        const line = argv.join(' ')
        const named = twins.filter(({Name}) => Name === 'kina-a')
        if (line === 'docker network inspect kina-a') return named.length > 1 ? AMBIGUOUS : JSON.stringify([{Labels: {'io.kina.cluster': 'a'}}])
        if (argv[2] === 'ls') return twins.map(({Id}) => Id).join('\n')
        if (argv[2] === 'inspect') return JSON.stringify(twins)
        if (argv[2] === 'rm') twins = twins.filter(({Id}) => Id !== argv[3])
        return undefined
      },
    })
    assert.equal(await ensureNetwork(toolFor(docker, ctx), 'a'), 'kina-a')
    assert.deepEqual(twins.map(({Id}) => Id), ['other', 'early'])
  })

  it('has those that the user wants, or none', async () => {
    const {tool, offered} = machine(() => OVERLAPS)
    await assert.rejects(ensureNetwork(tool, 'a', '10.1.0.0/16'), /Pool overlaps/)
    assert.deepEqual(offered(), ['10.1.0.0/16'])
  })
})

describe('free subnets', () => {
  const answering = (networks: object[], routes: FakeContextOptions['answer']) =>
    fakeContext({answer: (call) => (call.argv[0] === 'ip' ? routes?.(call) : call.argv[2] === 'ls' ? 'x\n' : JSON.stringify(networks))})

  it('leave out what overlaps, be it wider or narrower, and read the networks of both tools', async () => {
    const ctx = answering([{subnets: [{subnet: '10.80.0.0/14'}]}, {IPAM: {Config: [{Subnet: '10.84.7.128/25'}, {Subnet: 'fd00::/64'}]}}, {IPAM: {Config: null}}], () => '10.84.0.0/22 via 192.0.2.9 dev tun0\n')
    const free = await freeSubnets(toolFor(podman, ctx))
    assert.deepEqual(free.slice(0, 4), ['10.84.4.0/24', '10.84.5.0/24', '10.84.6.0/24', '10.84.8.0/24'])
    assert.equal(free.at(-1), '10.87.255.0/24')
  })

  it('are all of them where nothing is known of the host', async () => {
    const free = await freeSubnets(toolFor(docker, answering([], () => new Error('spawn ip ENOENT'))))
    assert.deepEqual([free.length, free[0]], [2048, '10.80.0.0/24'])
  })

  it('routes to nowhere and by default take nothing', () => {
    assert.deepEqual(routesIn('default via 192.0.2.1 dev eth0\nblackhole 10.0.0.0/8\nunreachable 10.9.0.0/16\n10.90.0.0/24 dev docker0\nbroadcast 10.90.0.255 dev docker0 table local\nlocal 10.90.0.1 dev docker0 table local\n'), ['10.90.0.0/24', '10.90.0.255', '10.90.0.1'])
  })
})
