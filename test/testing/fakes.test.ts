import assert from 'node:assert/strict'
import {fakeContext, fakeRuntime, testNode, testPlan} from '../../src/testing/index.js'

const plan = testPlan('a', 'fake', [testNode('a', {name: 'a-1', image: 'i'}), testNode('a', {name: 'a-2', image: 'i'})])

describe('fakeContext', () => {
  it('records calls and messages, and answers as told', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv[0] === 'boom' ? new Error('no') : argv[0] === 'bad' ? {exitCode: 2} : 'text')})
    ctx.log.info('hello')
    assert.deepEqual(ctx.logged, ['info: hello'])
    assert.deepEqual(await ctx.exec(['p', 'q']), {exitCode: 0, stdout: 'text', stderr: ''})
    await assert.rejects(ctx.exec(['boom']), /no/)
    await assert.rejects(ctx.exec(['bad']), /exit code 2/)
    assert.equal((await ctx.exec(['bad'], {allowFailure: true})).exitCode, 2)
    assert.deepEqual(ctx.calls.map(({argv}) => argv.join(' ')), ['p q', 'boom', 'bad', 'bad'])
  })

  it('starts nothing after an abort', async () => {
    await assert.rejects(fakeContext({signal: AbortSignal.abort()}).exec(['p']))
  })
})

describe('a program of a fake that never ends', () => {
  const never = () => new Promise<never>(() => {})
  const node = async (signal: AbortSignal) => {
    const {backend} = fakeRuntime({images: ['i'], exec: [never]})
    return (await backend.prepare(plan, fakeContext({signal})))(plan.nodes[0])
  }

  it('is ended when its time is over, with the words of the real thing', async () => {
    const {signal} = new AbortController()
    for (const fake of [fakeContext({answer: never}), await node(signal)]) {
      await assert.rejects(fake.exec(['sleep', 'long'], {timeoutSeconds: 0.02, allowFailure: true}), {message: 'sleep long: no answer within 0.02 s'})
    }
  })

  it('is ended by an abort', async () => {
    const controller = new AbortController()
    const fakes = [fakeContext({answer: never, signal: controller.signal}), await node(controller.signal)]
    const running = fakes.map((fake) => fake.exec(['sleep', 'long'], {timeoutSeconds: 600}))
    controller.abort(new Error('enough'))
    for (const one of running) await assert.rejects(one, {message: 'enough'})
  })
})

describe('fakeRuntime', () => {
  it('fails as often as told, and records the calls', async () => {
    const {backend, fail, calls} = fakeRuntime({images: ['i']})
    fail('createNode', new Error('no disk'), 1)
    const createNode = await backend.prepare(plan, fakeContext())
    await assert.rejects(createNode(plan.nodes[0]), /no disk/)
    await createNode(plan.nodes[0])
    assert.deepEqual(calls, ['prepare a', 'createNode a-1', 'createNode a-1'])
  })

  it('asks handlers before its own programs', async () => {
    const {backend} = fakeRuntime({images: ['i'], exec: [({argv, node}) => (argv[0] === 'hostname' ? node : undefined), ({argv}) => (argv[0] === 'boom' ? new Error('no') : undefined)]})
    const createNode = await backend.prepare(plan, fakeContext())
    const node = await createNode(plan.nodes[0])
    assert.equal((await node.exec(['hostname'])).stdout, 'a-1')
    assert.equal((await node.exec(['true'])).exitCode, 0)
    assert.equal((await node.exec(['other'], {allowFailure: true})).exitCode, 127)
    await assert.rejects(node.exec(['boom'], {allowFailure: true}), /no/)
  })

  it('an aborted createNode leaves a ruin', async () => {
    const {backend} = fakeRuntime({images: ['i'], bootMs: 1000})
    const abort = new AbortController()
    const createNode = await backend.prepare(plan, fakeContext({signal: abort.signal}))
    const making = createNode(plan.nodes[0])
    abort.abort()
    await assert.rejects(making)
    assert.deepEqual((await backend.listNodes(fakeContext())).map(({name, running}) => ({name, running})), [{name: 'a-1', running: false}])
    await backend.removeCluster('a', fakeContext())
    assert.deepEqual(await backend.listClusters(fakeContext()), [])
  })

  it('a node has another address after each start', async () => {
    const {backend} = fakeRuntime({images: ['i']})
    const createNode = await backend.prepare(plan, fakeContext())
    const node = await createNode(plan.nodes[0])
    const before = await node.addresses()
    await backend.power?.stop(node, fakeContext())
    await backend.power?.start(node, fakeContext())
    assert.notDeepEqual(await node.addresses(), before)
  })
})
