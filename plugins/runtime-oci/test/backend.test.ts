import assert from 'node:assert/strict'
import {fakeContext, testNode, testPlan, type FakeContextOptions} from '../../../src/testing/index.js'
import {ociBackend} from '../src/backend.js'
import {podman} from '../src/dialects/podman.js'
import {ociNode} from '../src/node.js'
import {toolFor} from '../src/tool.js'

const backend = ociBackend(podman)
const container = (name: string, labels: Record<string, string>) => ({
  Id: `id-${name}`,
  Name: name,
  State: {Running: true, Status: 'running'},
  Config: {Labels: labels, Image: 'localhost/kina/node:v1.31.0'},
  NetworkSettings: {
    Networks: {'kina-a': {IPAddress: '10.89.0.2', GlobalIPv6Address: ''}},
    Ports: {'6443/tcp': [{HostIp: '0.0.0.0', HostPort: '34815'}], '53/udp': null},
  },
})
const labels = {'io.kina.cluster': 'a', 'io.kina.role': 'worker'}
/** A host where commands are not shielded, so that they stand in the record as they are. */
const NO_SETSID = {setsid: {exitCode: 127}}
const answering = (answers: Readonly<Record<string, ReturnType<NonNullable<FakeContextOptions['answer']>>>>) =>
  fakeContext({answer: ({argv}) => Object.entries({...NO_SETSID, ...answers}).find(([start]) => argv.join(' ').startsWith(start))?.[1]})
const nodeOf = (ctx: ReturnType<typeof fakeContext>) => ociNode(toolFor(podman, ctx), {cluster: 'a', name: 'n', role: 'worker', labels, image: 'i', running: true})

describe('oci backend', () => {
  it('listNodes leaves out what vanished between list and inspect, and what is no node', async () => {
    const ctx = answering({
      'podman container ls': 'x\ny\n',
      'podman container inspect x y': {exitCode: 125, stdout: JSON.stringify([container('n', labels), container('other', {'io.kina.cluster': 'a'})]), stderr: 'Error: no such container y'},
    })
    const nodes = await backend.listNodes(ctx)
    assert.deepEqual(nodes.map(({name, cluster, image}) => ({name, cluster, image})), [{name: 'n', cluster: 'a', image: 'kina/node:v1.31.0'}])
  })

  it('images.remove takes the name from an image that a killed build still holds, and fails for one that a node runs on', async () => {
    const held = 'Error: image used by b9b0: image is in use by a container: consider listing external containers and force-removing image'
    const gone = {exitCode: 125, stdout: '[]', stderr: 'Error: no such container b9b0'}
    const ctx = answering({'podman image rm': {exitCode: 2, stderr: held}, 'podman container inspect b9b0': gone})
    await backend.images.remove('kina/node:v1', ctx)
    assert.equal(ctx.calls.at(-1)?.argv.join(' '), 'podman image untag kina/node:v1 kina/node:v1')
    await backend.images.remove('0123456789ab', ctx)
    assert.equal(ctx.calls.at(-1)?.argv.join(' '), 'podman container inspect b9b0', 'one without a name stays')
    await assert.rejects(backend.images.remove('kina/node:v1', answering({'podman image rm': {exitCode: 2, stderr: held}, 'podman container inspect b9b0': JSON.stringify([container('n', labels)])})), /image is in use/)
  })

  it('images.load gives what was loaded the name that an image built here has, and no other', async () => {
    const there = JSON.stringify([{Id: 'old', RepoTags: ['localhost/kina/node:v1'], Size: 1, Created: '2024-01-01T00:00:00Z'}])
    const ctx = answering({
      'podman image load': 'Loaded image: docker.io/kina/node:v1\nLoaded image: docker.io/library/debian:12-slim\nLoaded image: quay.io/a/b:1\nLoaded image: localhost/c:1\n',
      'podman image inspect localhost/kina/node:v1': there,
      'podman image inspect localhost/debian:12-slim': {exitCode: 125, stdout: '[]', stderr: 'Error: localhost/debian:12-slim: image not known'},
    })
    await backend.images.load('/a.tar', ctx)
    const tagged = ctx.calls.map(({argv}) => argv.join(' ')).filter((line) => line.includes(' tag '))
    assert.deepEqual(tagged, ['podman image tag docker.io/kina/node:v1 localhost/kina/node:v1'])
  })

  it('removeCluster thaws a container that cannot be removed, and tries again', async () => {
    let thawed = false
    const ctx = fakeContext({
      answer: ({argv}) => {
        const line = argv.join(' ')
        if (line.startsWith('setsid')) return NO_SETSID.setsid
        if (line.startsWith('find /sys/fs/cgroup/freezer -path *0a1b*')) return ((thawed = true), '')
        if (line.startsWith('podman container ls')) return thawed && ctx.calls.filter((call) => call.argv.includes('rm')).length > 1 ? '' : '0a1b\n'
        if (line.startsWith('podman container rm')) return thawed ? '' : {exitCode: 1, stderr: 'Could not kill running container 0a1b'}
        return undefined
      },
    })
    await backend.removeCluster('a', ctx)
    assert.equal(ctx.calls.filter(({argv}) => argv.includes('rm')).length, 2)
    assert.equal(thawed, true)
  })

  it('listClusters also finds networks and volumes without nodes', async () => {
    const ctx = answering({
      'podman network ls': 'kina-b\n',
      'podman network inspect': JSON.stringify([{labels: {'io.kina.cluster': 'b'}}]),
      'podman volume ls': 'v\n',
      'podman volume inspect': JSON.stringify([{Labels: {'io.kina.cluster': 'c'}}]),
    })
    assert.deepEqual(await backend.listClusters(ctx), ['b', 'c'])
  })

  it('addresses are those of now, without empty ones', async () => {
    const node = nodeOf(answering({'podman container inspect': JSON.stringify([container('n', labels)])}))
    assert.deepEqual(await node.addresses(), ['10.89.0.2'])
  })

  it('reach gives the loopback address for a port on all addresses, and refuses others', async () => {
    const node = nodeOf(answering({'podman container inspect': JSON.stringify([container('n', labels)])}))
    assert.deepEqual(await node.reach(6443), {host: '127.0.0.1', port: 34815})
    await assert.rejects(node.reach(53), /not published/)
  })

  it("exec gives a program's own 125 back, but not that of the tool", async () => {
    const own = nodeOf(fakeContext({answer: () => ({exitCode: 125, stderr: 'Error: mine\n'})}))
    assert.equal((await own.exec(['p'], {allowFailure: true})).exitCode, 125)
    const tools = nodeOf(fakeContext({answer: () => ({exitCode: 255, stderr: 'Error: can only create exec sessions on running containers: container state improper\n'})}))
    await assert.rejects(tools.exec(['p'], {allowFailure: true}), /p could not be run in node n/)
  })

  it('exec tells a program that is missing from a node whose cgroup is', async () => {
    const says = (stderr: string) => nodeOf(fakeContext({answer: () => ({exitCode: 127, stderr: `Error: runc: exec failed: unable to start container process: ${stderr}\n`})}))
    assert.equal((await says('exec: "p": executable file not found in $PATH').exec(['p'], {allowFailure: true})).exitCode, 127)
    await assert.rejects(says('error adding pid 7 to cgroups: no such file or directory').exec(['p'], {allowFailure: true}), /could not be run in node n/)
  })

  it('environment and directory of exec are those in the node, not those of the tool', async () => {
    const ctx = fakeContext()
    await nodeOf(ctx).exec(['p'], {env: {A: 'b'}, cwd: '/x', stdin: 's'})
    assert.deepEqual(ctx.calls, [{argv: ['podman', 'exec', '--interactive', '--env', 'A=b', '--workdir', '/x', 'n', 'p'], options: {stdin: 's'}}])
  })

  it('prepare names the image that is missing, and a network that is not its own', async () => {
    const plan = testPlan('a', 'podman', [testNode('a', {name: 'n', image: 'kina/node:v0'})])
    const gone = {exitCode: 125, stdout: '[]', stderr: 'Error: no such object'}
    const info = JSON.stringify({host: {kernel: 'k', cgroupVersion: 'v2', ociRuntime: {name: 'crun'}, security: {rootless: false}}, version: {Version: '4.3.1'}})
    await assert.rejects(backend.prepare(plan, answering({'podman image inspect': gone, 'podman network inspect': gone, 'podman info': info})), /no image kina\/node:v0/)
    await assert.rejects(backend.prepare(plan, answering({'podman network inspect': JSON.stringify([{labels: {}}]), 'podman image inspect': gone, 'podman info': info})), /network kina-a exists and is not kina's/)
  })

  it('createNode says whose the name is', async () => {
    const found = JSON.stringify([{Id: 'i', RepoTags: [], Size: 1, Created: '2024-01-01T00:00:00Z', labels: {'io.kina.cluster': 'a'}}])
    const info = JSON.stringify({host: {kernel: 'k', cgroupVersion: 'v2', ociRuntime: {name: 'crun'}, security: {rootless: false}}, version: {Version: '4.3.1'}})
    const ctx = answering({
      'podman image inspect': found,
      'podman network inspect': found,
      'podman info': info,
      'podman run': {exitCode: 125, stderr: 'Error: creating container storage: the container name "n" is already in use by 123.'},
      'podman container inspect': JSON.stringify([container('n', {})]),
    })
    const plan = testPlan('a', 'podman', [testNode('a', {name: 'n', image: 'kina/node:v0'})])
    const createNode = await backend.prepare(plan, ctx)
    await assert.rejects(createNode(plan.nodes[0]), /a container called n exists already and is not kina's/)
  })

  it('removeCluster removes each by itself, containers first, until a look finds nothing', async () => {
    let looks = 0
    const ctx = fakeContext({answer: ({argv}) => (argv[0] === 'setsid' ? NO_SETSID.setsid : argv[2] !== 'ls' ? undefined : looks++ < 3 ? `${argv[1]}-1\n${argv[1]}-2\n` : '')})
    await backend.removeCluster('a', ctx)
    const removed = ctx.calls.filter(({argv}) => argv[2] === 'rm').map(({argv}) => argv.at(-1))
    assert.deepEqual(removed, ['container-1', 'container-2', 'volume-1', 'volume-2', 'network-1', 'network-2'])
  })

  it('what changes the host is put out of the reach of Ctrl-C, where setsid is there', async () => {
    const node = nodeOf(fakeContext())
    const ctx = fakeContext({answer: ({argv}) => (argv[2] === 'inspect' ? '[]' : '')})
    await backend.power?.stop(node, ctx)
    assert.deepEqual(ctx.calls.map(({argv}) => argv.join(' ')), ['podman container inspect n', 'setsid --fork --wait true', 'setsid --fork --wait podman container stop --time 20 n'])
  })

  it('removeNode removes the container and the volume of that node, and nothing of one whose name begins alike', async () => {
    const there = new Set(['id-n', 'id-n2', 'n-var-0a1b2c', 'n-var-2-var-0a1b2c', 'n2-var-0a1b2c'])
    const ctx = fakeContext({
      answer: ({argv}) => {
        const [program, kind, verb] = argv
        const all = [...there].filter((name) => name.startsWith('id-') === (kind === 'container'))
        if (program === 'setsid') return NO_SETSID.setsid
        if (verb === 'ls') return kind === 'network' ? 'kina-a\n' : all.join('\n')
        if (verb === 'inspect') return JSON.stringify(all.map((id) => container(id.slice(3), labels)))
        if (verb === 'rm') there.delete(argv.at(-1)!)
        return undefined
      },
    })
    await backend.removeNode!({cluster: 'a', name: 'n'}, ctx)
    await backend.removeNode!({cluster: 'a', name: 'n'}, ctx)
    assert.deepEqual([...there], ['id-n2', 'n-var-2-var-0a1b2c', 'n2-var-0a1b2c'])
    assert.ok(!ctx.calls.some(({argv}) => argv.includes('rm') && argv.includes('kina-a')))
  })

  it('removeCluster gives up on what cannot be removed, in words of the tool', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv[0] === 'setsid' ? NO_SETSID.setsid : argv[2] === 'rm' ? {exitCode: 2, stderr: 'Error: volume v is being used'} : argv[1] === 'volume' ? 'v\n' : '')})
    await assert.rejects(backend.removeCluster('a', ctx), /podman volume rm ended with exit code 2: Error: volume v is being used/)
  }).timeout(10_000)
})
