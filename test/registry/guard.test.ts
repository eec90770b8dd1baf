import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ClusterContext, Context, CniInstaller, Node, RuntimeBackend} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {exec} from '../../src/process/exec.js'
import {ExecError} from '../../src/process/exec-error.js'
import {guard, type Guarded} from '../../src/registry/guard.js'
import {callAsync} from '../../src/registry/provider-call.js'
import {fakeContext, fakeRuntime, testNode, testPlan} from '../../src/testing/index.js'

const CNI: Guarded = {kind: 'cni', name: 'y', plugin: 'kina-y'}
const RUNTIME: Guarded = {kind: 'runtime', name: 'r', plugin: 'kina-r'}
const NODE = testNode('dev', {name: 'dev-worker', image: 'x'})
const never = () => new Promise<never>(() => {})
const late = (guarded: Guarded, ...methods: string[]): Guarded => ({...guarded, deadlines: Object.fromEntries(methods.map((method) => [method, 0.05]))})

describe('the guard', () => {
  it('stamps plain errors with kind, name and method', async () => {
    const bad = guard({install: async () => Promise.reject(new Error('boom')), needs: () => { throw new Error('no') }}, {kind: 'cni', name: 'y'})
    await assert.rejects(bad.install(), (error: KinaError) => error.code === 'E_PROVIDER_FAILED' && error.message === 'cni y, install: boom')
    assert.throws(() => bad.needs(), (error: KinaError) => error.message === 'cni y, needs: no')
  })

  it('keeps code, detail and next steps of kina’s own errors', async () => {
    const own = new KinaError({code: 'E_COMMAND_FAILED', message: 'x: exit code 1', detail: 'last line', next: ['do this']})
    const bad = guard({images: {load: async () => Promise.reject(own)}}, {kind: 'runtime', name: 'r'})
    await assert.rejects(bad.images.load(), (error: KinaError) => {
      assert.deepEqual([error.code, error.message, error.detail, error.next], ['E_COMMAND_FAILED', 'runtime r, images.load: x: exit code 1', 'last line', ['do this']])
      return true
    })
  })

  it('lets methods use this, and leaves values alone', async () => {
    const good = guard({word: 'yes', async say() { return this.word }}, {kind: 'cni', name: 'y'})
    assert.equal(good.word, 'yes')
    assert.equal(await good.say(), 'yes')
  })

  it('stamps what is thrown at once and what is no error, too', async () => {
    const throws = (value: unknown) => guard({install: () => { throw value }}, CNI).install()
    await assert.rejects(async () => throws(new Error('boom')), {code: 'E_PROVIDER_FAILED', message: 'cni y, install: boom'})
    await assert.rejects(async () => throws(undefined), {message: 'cni y, install: it threw undefined'})
    await assert.rejects(async () => throws('no luck'), {message: 'cni y, install: no luck'})
    await assert.rejects(async () => throws(new TypeError()), {message: 'cni y, install: TypeError'})
  })
})

describe('the deadline of a provider’s method', () => {
  it('ends a call that does not come back, and names it', async () => {
    const cni = guard({install: never} as object as CniInstaller, late(CNI, 'install'))
    await assert.rejects(cni.install({} as ClusterContext), {
      code: 'E_STEP_TIMEOUT',
      message: 'cni y, install did not come back within 0.05 s',
      next: ['KINA_DEBUG=1 shows what it says while it runs.', 'It is part of the plugin kina-y: kina plugins inspect kina-y'],
    })
  })

  it('holds for members of members, and for what a method gave', async () => {
    const runtime = guard({images: {pull: never}, power: {stop: never}, prepare: async () => never} as object as RuntimeBackend, late(RUNTIME, 'images.pull', 'power.stop', 'createNode'))
    await assert.rejects(runtime.images.pull('x', fakeContext()), {message: 'runtime r, images.pull did not come back within 0.05 s'})
    await assert.rejects(runtime.power!.stop({} as Node, fakeContext()), {message: 'runtime r, power.stop did not come back within 0.05 s'})
    const createNode = await runtime.prepare(testPlan('dev', 'r', [NODE]), fakeContext())
    await assert.rejects(createNode(NODE), {message: 'runtime r, createNode did not come back within 0.05 s'})
  })

  it('ends an endless loop where an answer is wanted at once', () => {
    const cni = guard({needs: () => { for (;;); }}, late(CNI, 'needs'))
    assert.throws(() => cni.needs(), {code: 'E_STEP_TIMEOUT', message: 'cni y, needs did not come back within 0.05 s'})
  })

  it('aborts the signal of the call alone, and programs that run for it', async () => {
    const ctx: Context = {...fakeContext(), exec: (argv, options) => exec(argv, options)}
    const seen: {program?: Promise<unknown>; signal?: AbortSignal} = {}
    const cni = guard({install: (given: Context) => {
      seen.signal = given.signal
      return (seen.program = given.exec([process.execPath, '-e', 'setInterval(() => {}, 1000)']))
    }}, {...CNI, deadlines: {install: 0.2}})
    await assert.rejects(cni.install(ctx) as Promise<unknown>, {code: 'E_STEP_TIMEOUT'})
    await assert.rejects(seen.program!, {code: 'E_STEP_TIMEOUT'})
    assert.deepEqual([seen.signal?.aborted, ctx.signal.aborted], [true, false])
  })

  it('is followed by the end of a call that does not notice that it is aborted', async () => {
    const controller = new AbortController()
    const called = callAsync({where: 'cni y, install', plugin: 'kina-y', installed: true, deadline: 60, grace: 20}, never, {}, [fakeContext({signal: controller.signal})])
    controller.abort(new KinaError({code: 'E_INTERRUPTED', message: 'enough', exit: 130}))
    await assert.rejects(called, {code: 'E_INTERRUPTED', message: 'enough'})
  })

  it('ignores what comes later', async () => {
    let give = (_: unknown) => {}
    const {promise, reject} = Promise.withResolvers<never>()
    const cni = guard({install: () => promise, ready: () => new Promise((resolve) => (give = resolve))} as object as CniInstaller, late(CNI, 'install', 'ready'))
    await assert.rejects(cni.install({} as ClusterContext), {code: 'E_STEP_TIMEOUT'})
    await assert.rejects(cni.ready({} as ClusterContext), {code: 'E_STEP_TIMEOUT'})
    give({met: true})
    reject(new Error('unhandled, were it not for the guard'))
    await sleep(0)
  })

  it('lets a call that is in time go on when it gave what it had to give', async () => {
    let signal: AbortSignal | undefined
    const cni = guard({ready: async (given: Context) => ((signal = given.signal), {met: true})}, late(CNI, 'ready'))
    assert.deepEqual(await cni.ready(fakeContext()), {met: true})
    await sleep(80)
    assert.equal(signal?.aborted, false)
  })
})

describe('what a provider gives', () => {
  it('is named when it is not what is wanted', async () => {
    const gives = (value: unknown) => guard({probe: async () => value, listNodes: async () => value, listClusters: async () => value, images: {inspect: async () => value, list: async () => value}, prepare: async () => value} as object as RuntimeBackend, RUNTIME)
    const ctx = fakeContext()
    await assert.rejects(gives(undefined).probe(ctx), {code: 'E_PROVIDER_FAILED', message: 'runtime r, probe: gave undefined instead of whether it is available, and its version or the reason'})
    await assert.rejects(gives({available: false}).probe(ctx), {message: /^runtime r, probe: gave another object instead of/})
    await assert.rejects(gives({}).listNodes(ctx), {message: 'runtime r, listNodes: gave another object instead of a list of nodes'})
    await assert.rejects(gives([{}]).listNodes(ctx), {message: 'runtime r, listNodes: gave another list instead of a list of nodes'})
    await assert.rejects(gives([1]).listClusters(ctx), {message: 'runtime r, listClusters: gave another list instead of a list of names'})
    await assert.rejects(gives(undefined).images.inspect('x', ctx), {message: 'runtime r, images.inspect: gave undefined instead of an image or null'})
    await assert.rejects(gives('x').images.list(ctx), {message: 'runtime r, images.list: gave a string instead of a list of images'})
    await assert.rejects(gives({}).prepare(testPlan('dev', 'r', [NODE]), ctx), {message: 'runtime r, prepare: gave another object instead of a function that creates a node'})
    assert.equal(await gives(null).images.inspect('x', ctx), null)
  })

  it('is not waited for where an answer is wanted at once', () => {
    const cni = guard({needs: async () => Promise.reject(new Error('late'))}, CNI)
    assert.throws(() => void cni.needs(), {message: 'cni y, needs: gave a promise instead of replacesKubeProxy, kernel and images'})
  })
})

describe('a node of a guarded runtime', () => {
  const LOGS = async function* () {
    yield new Uint8Array([1])
    throw new Error('gone')
  }

  it('bears the runtime, the method and its own name in errors', async () => {
    const node = await nodeThat({addresses: async () => { throw new Error('boom') }, reach: async () => 5, exec: async () => { throw new Error('no shell') }})
    await assert.rejects(node.addresses(), {message: 'runtime r, node.addresses (dev-control-plane): boom'})
    await assert.rejects(node.reach(1), {message: 'runtime r, node.reach (dev-control-plane): gave 5 instead of a host and a port'})
    await assert.rejects(node.exec(['x']), {code: 'E_PROVIDER_FAILED', message: 'runtime r, node.exec (dev-control-plane): no shell'})
  })

  it('lets a program that failed speak for itself', async () => {
    const failed = new ExecError(['kubeadm', 'init'], {exitCode: 1, stdout: '', stderr: 'why'})
    const node = await nodeThat({exec: async () => Promise.reject(failed)})
    await assert.rejects(node.exec(['kubeadm', 'init']), (error) => error === failed)
  })

  it('has a deadline for a program, and one for each piece of its logs', async () => {
    const stuck = await nodeThat({exec: never}, late(RUNTIME, 'node.exec'))
    await assert.rejects(stuck.exec(['x']), {code: 'E_STEP_TIMEOUT', message: 'runtime r, node.exec (dev-control-plane) did not come back within 0.05 s'})
    const slow = await nodeThat({exec: async () => (await sleep(100), {exitCode: 0, stdout: '', stderr: ''})}, late(RUNTIME, 'node.addresses'))
    assert.equal((await slow.exec(['x'])).exitCode, 0)
    const silent = await nodeThat({logs: () => ({[Symbol.asyncIterator]: () => ({next: never})})}, late(RUNTIME, 'node.logs'))
    await assert.rejects(Array.fromAsync(silent.logs()), {message: 'runtime r, node.logs (dev-control-plane) did not come back within 0.05 s'})
    const broken = await nodeThat({logs: LOGS})
    await assert.rejects(Array.fromAsync(broken.logs()), {message: 'runtime r, node.logs (dev-control-plane): gone'})
  })

  it('is given back to its runtime as the runtime made it, and can be copied', async () => {
    let [own, got]: unknown[] = []
    const {backend} = fakeRuntime({images: ['x']})
    const runtime = guard({...backend, listNodes: async (ctx: Context) => (await backend.listNodes(ctx)).map((node) => (own = node)), power: {stop: async (node: Node) => void (got = node), start: never}} as RuntimeBackend, RUNTIME)
    await (await runtime.prepare(testPlan('dev', 'fake', [NODE]), fakeContext()))(NODE)
    const [node] = await runtime.listNodes(fakeContext())
    await runtime.power!.stop(node!, fakeContext())
    assert.equal(got, own)
    assert.notEqual(node, own)
    assert.equal({...node!}.name, node!.name)
  })

  async function nodeThat(members: object, guarded = RUNTIME): Promise<Node> {
    const node = {cluster: 'dev', name: 'dev-control-plane', role: 'control-plane', labels: {}, image: 'x', running: true, exec: never, addresses: never, reach: never, logs: never, ...members}
    const [found] = await guard({listNodes: async () => [node]} as object as RuntimeBackend, guarded).listNodes(fakeContext())
    return found!
  }
})
