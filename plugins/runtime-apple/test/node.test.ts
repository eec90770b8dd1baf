import assert from 'node:assert/strict'
import {appleBackend} from '../src/backend.js'
import {appleNode} from '../src/node.js'
import {fakeMac} from './mac.js'
import {container, list, SERVICE_DOWN} from './recorded.js'

const facts = {cluster: 'a', name: 'n', role: 'worker', labels: {}, image: 'i', running: true} as const
const nodeOf = (answers: Parameters<typeof fakeMac>[0]) => appleNode(fakeMac(answers), facts)
const execing = (answer: {exitCode?: number; stdout?: string; stderr?: string}) => nodeOf({'container exec': answer})

describe('nodes of apple', () => {
  it('are the containers with the labels of a cluster, whatever the order in which they are listed', async () => {
    const ctx = fakeMac({
      'container list': list(
        container('b-node', {labels: {'io.kina.cluster': 'b', 'io.kina.role': 'control-plane', other: 'x%3Dy'}, state: 'stopped'}),
        container('buildkit', {labels: {}}),
        container('a-node'),
        container('half', {labels: {'io.kina.cluster': 'b'}}),
      ),
    })
    const nodes = await appleBackend.listNodes(ctx)
    assert.deepEqual(nodes.map(({name, cluster, role, running, image}) => [name, cluster, role, running, image]), [
      ['a-node', 'a', 'worker', true, 'kina/node:v1.31.0'],
      ['b-node', 'b', 'control-plane', false, 'kina/node:v1.31.0'],
    ])
    assert.equal(nodes[1]?.labels['other'], 'x=y')
  })

  it('a stopping container is no running node', async () => {
    const [node] = await appleBackend.listNodes(fakeMac({'container list': list(container('n', {state: 'stopping'}))}))
    assert.equal(node?.running, false)
  })

  it('addresses are those of now, IPv4 before IPv6, without prefix lengths; a stopped node has none', async () => {
    assert.deepEqual(await nodeOf({'container inspect': list(container('n'))}).addresses(), ['192.168.64.3', 'fd12::1'])
    await assert.rejects(nodeOf({'container inspect': list(container('n', {state: 'stopped'}))}).addresses(), /node n has no address: it is not running/)
    await assert.rejects(nodeOf({'container inspect': {exitCode: 1, stderr: 'Error: container not found: n\n'}}).addresses(), /node n does not exist any more/)
  })

  it('reach gives the published port, also one of a range, with what may be in the way; and refuses others', async () => {
    const ports = [{containerPort: 6443, count: 1, hostAddress: '0.0.0.0', hostPort: 6445, proto: 'tcp'}, {containerPort: 30000, count: 10, hostAddress: '::', hostPort: 31000, proto: 'tcp'}]
    const node = nodeOf({'container inspect': list(container('n', {ports}))})
    const reached = await node.reach(6443)
    assert.deepEqual([reached.host, reached.port], ['127.0.0.1', 6445])
    assert.match(reached.hint ?? '', /Local Network/)
    const ranged = await node.reach(30009)
    assert.deepEqual([ranged.host, ranged.port], ['::1', 31009])
    await assert.rejects(node.reach(30010), /port 30010 of node n is not published/)
  })

  it('logs are what kernel and console said, then what process 1 wrote', async () => {
    const node = nodeOf({'container logs --boot n': 'booted\n', 'container logs n': 'started\n'})
    const chunks: Uint8Array[] = []
    for await (const chunk of node.logs()) chunks.push(chunk)
    assert.equal(Buffer.concat(chunks).toString(), 'booted\nstarted\n')
  })

  it('logs of which one half is missing are the other; of which both are, an error', async () => {
    const missing = {exitCode: 1, stderr: 'Error: failed to get logs for container n\n'}
    const chunks: Uint8Array[] = []
    for await (const chunk of nodeOf({'container logs --boot n': missing, 'container logs n': 'started\n'}).logs()) chunks.push(chunk)
    assert.equal(Buffer.concat(chunks).toString(), 'started\n')
    await assert.rejects(Array.fromAsync(nodeOf({'container logs': missing}).logs()))
  })
})

describe('programs in nodes of apple', () => {
  it('go through env, and have no deadline but their own', async () => {
    const ctx = fakeMac()
    const node = appleNode(ctx, facts)
    await node.exec(['p', '-x'], {env: {A: 'b'}, cwd: '/x', stdin: 's'})
    await node.exec(['p'], {timeoutSeconds: 3})
    assert.deepEqual(ctx.calls.map(({argv, options}) => [argv.join(' '), options]), [
      ['container exec --interactive --workdir /x n env A=b p -x', {stdin: 's', allowFailure: true}],
      ['container exec n env p', {timeoutSeconds: 3, allowFailure: true}],
    ])
  })

  it('give their own exit code back, 1 included, also when they speak as the tool does', async () => {
    for (const exitCode of [1, 64, 126, 127, 137]) assert.equal((await execing({exitCode, stderr: 'Error: release: not found\n'}).exec(['helm'], {allowFailure: true})).exitCode, exitCode)
    await assert.rejects(execing({exitCode: 3, stderr: 'oh\nno\n'}).exec(['p']), (error: Error & {exitCode?: number}) => error.exitCode === 3 && /p in node n ended with exit code 3: no/.test(error.message))
  })

  const FAILURES: readonly (readonly [string, string, RegExp])[] = [
    ['stopped', 'Error: container n is not running\n', /p could not be run in node n: container n is not running/],
    ['gone', 'Error: get failed: container n not found\n', /could not be run in node n: get failed/],
    ['without a service', SERVICE_DOWN, /XPC connection error.*container system start --enable-kernel-install/],
    ['without env', 'Error: failed to start process (cause: "internalError: "failed to find target executable env"")\n', /failed to find target executable env/],
  ]
  for (const [what, stderr, message] of FAILURES) {
    it(`${what}: an error even where failure is allowed`, () => assert.rejects(execing({exitCode: 1, stderr}).exec(['p'], {allowFailure: true}), message))
  }

  it('that leave something behind which holds their output: an error that says what to do', () =>
    assert.rejects(execing({exitCode: 1, stderr: 'Error: failed to exec process CancellationError()\n'}).exec(['p'], {allowFailure: true}), /p has ended in node n.*Redirect/))

  it('have standard error for themselves: a notice of the tool is taken away', async () => {
    const {stderr} = await execing({stderr: 'Warning! Running debug build. Performance may be degraded.\nerr\n'}).exec(['p'])
    assert.equal(stderr, 'err\n')
  })
})
