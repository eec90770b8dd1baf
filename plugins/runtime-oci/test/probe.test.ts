import assert from 'node:assert/strict'
import {fakeContext, type FakeContextOptions} from '../../../src/testing/index.js'
import {ociBackend} from '../src/backend.js'
import {podman} from '../src/dialects/podman.js'

const host = {
  kernel: '6.1.0-test',
  cgroupVersion: 'v2',
  networkBackend: 'netavark',
  ociRuntime: {name: 'crun'},
  security: {rootless: false},
  serviceIsRemote: false,
}
const info = (changes: object = {}, version = '4.3.1') => JSON.stringify({host: {...host, ...changes}, version: {Version: version}})
/** A machine with all that Podman needs, except where `answer` says otherwise. */
const machine = (podmanInfo: string, answer: FakeContextOptions['answer'] = () => undefined) =>
  fakeContext({
    answer: (call) => answer(call) ?? (call.argv[0] === 'podman' ? podmanInfo : call.argv[0] === 'ls' ? '/usr/lib/podman/aardvark-dns\n' : undefined),
  })
const probe = (ctx: ReturnType<typeof fakeContext>) => ociBackend(podman).probe(ctx)
const notFound = (program: string) => Object.assign(new Error(`${program}: spawn ${program} ENOENT`))

describe('probe of podman', () => {
  it('names version and kernel', async () => {
    assert.deepEqual(await probe(machine(info())), {available: true, version: '4.3.1', kernel: '6.1.0-test'})
  })

  it('not on PATH', async () => {
    assert.deepEqual(await probe(fakeContext({answer: () => notFound('podman')})), {available: false, reason: 'podman is not on PATH', fix: 'install podman; kina doctor --fix does so where no runtime works yet', packages: podman.packages})
  })

  it('does not work', async () => {
    const result = await probe(fakeContext({answer: () => ({exitCode: 125, stderr: 'warning\nError: no storage\n'})}))
    assert.ok(!result.available)
    assert.match(result.reason, /^podman does not work: Error: no storage$/)
  })

  it('rootless', async () => {
    const result = await probe(machine(info({security: {rootless: true}})))
    assert.ok(!result.available)
    assert.match(result.reason, /rootless/)
  })

  it('the old network backend', async () => {
    const result = await probe(machine(info({networkBackend: 'cni'})))
    assert.ok(!result.available)
    assert.match(result.reason, /network backend is cni/)
    assert.match(result.fix ?? '', /kina doctor --fix/)
  })

  it('without aardvark-dns', async () => {
    const missing = machine(info(), ({argv}) => (['ls', 'grep'].includes(argv[0]) ? {exitCode: 1} : undefined))
    const result = await probe(missing)
    assert.ok(!result.available)
    assert.match(result.reason, /aardvark-dns/)
  })

  it('Podman 5 says itself where its name server is', async () => {
    const without = machine(info({networkBackendInfo: {dns: {}}}, '5.4.0'), ({argv}) => (argv[0] === 'ls' ? {exitCode: 2} : undefined))
    assert.ok(!(await probe(without)).available)
    assert.ok((await probe(machine(info({networkBackendInfo: {dns: {path: '/usr/libexec/podman/aardvark-dns'}}}, '5.4.0')))).available)
  })

  it('without iptables', async () => {
    const result = await probe(machine(info(), ({argv}) => (argv[0] === 'iptables' ? notFound('iptables') : undefined)))
    assert.ok(!result.available)
    assert.match(result.reason, /iptables/)
  })

  it('cgroup v1 with crun alone', async () => {
    const v1 = info({cgroupVersion: 'v1'})
    const alone = machine(v1, ({argv}) => (argv[1] === '--runtime' ? {exitCode: 125} : undefined))
    const result = await probe(alone)
    assert.ok(!result.available)
    assert.match(result.reason, /cgroup v1.*crun.*runc/)
    assert.ok((await probe(machine(v1))).available, 'with runc beside it')
  })
})
