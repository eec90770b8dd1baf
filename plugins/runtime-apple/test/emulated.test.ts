import assert from 'node:assert/strict'
import type {Context, NodePlan} from '../../../src/contract/index.js'
import {freePorts} from '../../../src/preflight/free-ports.js'
import {exec} from '../../../src/process/exec.js'
import {hostContext, testNode, testPlan} from '../../../src/testing/index.js'
import {emulate, type EmulatedMac, type MacWish} from '../../../test/emulators/container/emulate.ts'
import {box} from '../../../test/emulators/container/on-a-mac.ts'
import {appleBackend} from '../src/backend.js'
import {runFlags} from '../src/run-args.js'

const contextOn = (mac: EmulatedMac): Context => ({...hostContext(), exec: (argv, options = {}) => exec(argv, {...options, env: {...mac.env, ...options.env}})})

/** On a Mac of its own, which is taken away. */
async function on<T>(wish: Partial<MacWish>, use: (ctx: Context, mac: EmulatedMac) => Promise<T>): Promise<T> {
  const mac = await emulate({version: '1.2.2', ...wish})
  try {
    return await use(contextOn(mac), mac)
  } finally {
    await mac.remove()
  }
}

describe('apple on emulated Macs', () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.1', '1.2.2', '1.3.0', '1.4.1']) {
    it(`probe and lists of container ${version}`, () =>
      on({version}, async (ctx) => {
        const probe = await appleBackend.probe(ctx)
        assert.ok(probe.available, JSON.stringify(probe))
        assert.deepEqual([probe.version, probe.kernel, probe.notes?.length ?? 0], [version, 'vmlinux-6.18.15-186', /^1\.[34]/.test(version) ? 1 : 0])
        assert.deepEqual([await appleBackend.listNodes(ctx), await appleBackend.listClusters(ctx), await appleBackend.images.list(ctx)], [[], [], []])
      }))
  }

  const REFUSED: readonly (readonly [string, Partial<MacWish>, RegExp])[] = [
    ['without container', {installed: false}, /container is not on PATH.*brew install container/],
    ['with an Intel processor', {silicon: false}, /Intel.*--runtime podman/],
    ['with macOS 14', {macOS: '14.7'}, /macOS 14\.7.*softwareupdate/],
    ['with container 0.9', {version: '0.9.0'}, /0\.9\.0 is too old.*brew upgrade container/],
    ['with container 1.2.0', {version: '1.2.0'}, /1\.2\.0 makes \/proc\/sys read-only.*brew upgrade container/],
    ['with its service stopped', {service: 'stopped'}, /does not run.*container system start --enable-kernel-install/],
    ['with its service stopped, in the form of 1.4.1', {service: 'stopped', version: '1.4.1'}, /does not run.*container system start --enable-kernel-install/],
    ['without a kernel', {kernel: null}, /no kernel is installed.*container system kernel set --recommended/],
  ]
  for (const [what, wish, said] of REFUSED) {
    it(`probe of one ${what} says so, and what mends it`, () =>
      on(wish, async (ctx) => {
        const probe = await appleBackend.probe(ctx)
        assert.ok(!probe.available)
        assert.match(`${probe.reason} ${probe.fix ?? ''}`, said)
      }))
  }

  it('probe of one with macOS 15 allows one node, and prepare no more', () =>
    on({macOS: '15.6'}, async (ctx, mac) => {
      const probe = await appleBackend.probe(ctx)
      assert.ok(probe.available)
      assert.equal(probe.nodeLimit?.max, 1)
      await mac.addImage('docker.io/kina/node:v1', box())
      await appleBackend.prepare(planOf(node('a-one')), ctx)
      await assert.rejects(appleBackend.prepare(planOf(node('a-one'), node('a-two')), ctx), /one node/)
      assert.deepEqual(await appleBackend.listClusters(ctx), [])
    }))

  for (const version of ['1.1.0', '1.2.2']) {
    it(`the flags of a node are flags of container ${version}, and its containers are found, stopped and removed by their labels`, () =>
      on({version}, async (ctx, mac) => {
        await mac.addImage('docker.io/kina/node:v1', box())
        const [hostPort] = (await freePorts(1)) as [number]
        const first = node('a-control-plane', {role: 'control-plane', labels: {l: 'a=b % c'}, ports: [{hostAddress: '127.0.0.1', hostPort, nodePort: 6443, protocol: 'tcp'}]})
        await appleBackend.prepare(planOf(first), ctx)
        const flags = new Set(version === '1.1.0' ? [] : (['--masked-path', '--read-only-path'] as const))
        const ran = await mac.run(['run', '--detach', ...runFlags(first, {cluster: 'a', network: 'kina-a', platform: `linux/${mac.state().settings.architecture}`, flags}), 'kina/node:v1'])
        assert.equal(ran.code, 0, ran.stderr)
        await mac.run(['volume', 'create', '--label', 'io.kina.cluster=a', '-s', '1G', 'v'])
        const [found] = await appleBackend.listNodes(ctx)
        assert.ok(found)
        assert.deepEqual([found.name, found.role, found.image, found.running, found.labels['l']], ['a-control-plane', 'control-plane', 'kina/node:v1', true, 'a=b % c'])
        assert.match((await found.addresses())[0], /^192\.168\.\d+\.2$/)
        assert.equal((await found.reach(6443)).port, hostPort)
        assert.equal((await found.exec(['exit', '1'], {allowFailure: true})).exitCode, 1)
        await appleBackend.power?.stop(found, ctx)
        await assert.rejects(found.exec(['true'], {allowFailure: true}), /is not running/)
        assert.deepEqual(await appleBackend.listClusters(ctx), ['a'])
        await appleBackend.removeCluster('a', ctx)
        const {containers, networks, volumes} = mac.state()
        assert.deepEqual([Object.keys(containers), Object.keys(networks), Object.keys(volumes)], [[], ['default'], []])
      }))
  }
})

function node(name: string, changed: Partial<NodePlan> = {}): NodePlan {
  return testNode('a', {name, image: 'kina/node:v1', ...changed})
}

function planOf(...nodes: [NodePlan, ...NodePlan[]]) {
  return testPlan('a', 'apple', nodes)
}
