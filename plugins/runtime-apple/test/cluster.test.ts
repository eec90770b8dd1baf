import assert from 'node:assert/strict'
import {testNode, testPlan} from '../../../src/testing/index.js'
import {appleBackend} from '../src/backend.js'
import {changes, fakeMac} from './mac.js'
import {container, labelled, list, SERVICE_DOWN} from './recorded.js'

const node = (name: string, changed: object = {}) => testNode('a', {name, image: 'kina/node:v1.31.0', ...changed})
const plan = (...nodes: readonly string[]) => testPlan('a', 'apple', nodes.map((name) => node(name)) as never)
const own = {'io.kina.cluster': 'a'}

describe('clusters of apple', () => {
  it('prepare makes the network, and none where there is one; two at once make one', async () => {
    const ctx = fakeMac()
    await appleBackend.prepare(testPlan('a', 'apple', [node('n')], {subnet: '10.9.0.0/24'}), ctx)
    assert.deepEqual(changes(ctx), ['container network create --label io.kina.cluster=a --subnet 10.9.0.0/24 kina-a'])
    const there = fakeMac({'container network list': list(labelled('kina-a', own))})
    await appleBackend.prepare(plan('n'), there)
    assert.deepEqual(changes(there), [])
    let lists = 0
    const raced = fakeMac({'container network list': () => (lists++ === 0 ? list() : list(labelled('kina-a', own))), 'container network create': {exitCode: 1, stderr: 'Error: network kina-a already exists\n'}})
    await appleBackend.prepare(plan('n'), raced)
  })

  it('prepare refuses a foreign network, a missing image, and what no flag can say, before it makes anything', async () => {
    await assert.rejects(appleBackend.prepare(plan('n'), fakeMac({'container network list': list(labelled('kina-a', {}))})), /network kina-a exists and is not kina's.*container network delete kina-a/)
    const ctx = fakeMac({'container image list': list()})
    await assert.rejects(appleBackend.prepare(plan('n'), ctx), /no image kina\/node:v1\.31\.0; kina image build/)
    const sctp = [{hostAddress: '127.0.0.1', hostPort: 1, nodePort: 1, protocol: 'sctp' as const}]
    await assert.rejects(appleBackend.prepare(testPlan('a', 'apple', [node('n', {ports: sctp})]), ctx), /SCTP/)
    assert.deepEqual(changes(ctx), [])
  })

  it('macOS 15: one node on the network of all, and nothing that takes a network of its own', async () => {
    const mac15 = () => fakeMac({sw_vers: '15.6\n', 'container network': {exitCode: 64, stderr: "Error: Plugin 'container-network' not found.\n"}, 'container run --detach': 'n\n', 'container exec': ''})
    const ctx = mac15()
    const create = await appleBackend.prepare(plan('n'), ctx)
    await create(node('n'))
    assert.match(changes(ctx).find((line) => line.includes('--detach')) ?? '', / --network default /)
    await assert.rejects(appleBackend.prepare(plan('n', 'm'), mac15()), /on macOS 15\.6.*one node; 2 nodes take macOS 26/)
    await assert.rejects(appleBackend.prepare(testPlan('a', 'apple', [node('n')], {subnet: '10.9.0.0/24'}), mac15()), /the option subnet cannot be obeyed/)
    assert.deepEqual(await appleBackend.listClusters(mac15()), [])
  })

  it('createNode boots the variant that the image has, and says what stands in the way', async () => {
    const failing = (stderr: string, answers = {}) => async () => (await appleBackend.prepare(plan('n'), fakeMac({'container run --detach': {exitCode: 1, stderr}, ...answers})))(node('n'))
    await assert.rejects(failing('Error: default kernel not found at /k\n'), /node n could not be started: default kernel not found at \/k \(no kernel is installed: container system kernel set --recommended\)/)
    const taken = 'Error: container with id n already exists\n'
    await assert.rejects(failing(taken, {'container inspect': list(container('n'))}), /node n exists already$/)
    await assert.rejects(failing(taken, {'container inspect': list(container('n', {labels: {'io.kina.cluster': 'b'}}))}), /in the cluster b; choose another/)
    await assert.rejects(failing(taken, {'container inspect': list(container('n', {labels: {}}))}), /is not kina's; remove it \(container delete --force n\)/)
  })

  it('createNode makes a disk of its own when asked, and ends with the console of a node that ends at once', async () => {
    const ctx = fakeMac({
      'container exec': {exitCode: 1, stderr: 'Error: container n is not running\n'},
      'container inspect': list(container('n', {state: 'stopped'})),
      'container logs': 'no init found\n',
    })
    const create = await appleBackend.prepare(testPlan('a', 'apple', [node('n')], {disk: '50G', mtu: 1500}), ctx)
    await assert.rejects(create(node('n')), (error: Error & {detail?: string}) => /node n ended as soon as it was started/.test(error.message) && /no init found/.test(error.detail ?? ''))
    const [, volume, run] = changes(ctx)
    const name = /-s 50G (n-var-[0-9a-f]{6})$/.exec(volume ?? '')?.[1]
    assert.ok(name)
    assert.match(run ?? '', new RegExp(`--volume ${name}:/var .*--network kina-a,mtu=1500 `))
  })

  it('listClusters also finds networks and volumes without nodes', async () => {
    const ctx = fakeMac({'container list': list(container('n')), 'container network list': list(labelled('default', {}), labelled('kina-b', {'io.kina.cluster': 'b'})), 'container volume list': list(labelled('v', {'io.kina.cluster': 'c'}))})
    assert.deepEqual(await appleBackend.listClusters(ctx), ['a', 'b', 'c'])
  })

  it('removeCluster removes containers, then volumes, then networks, and looks until nothing is left', async () => {
    const gone = new Set<string>()
    let lists = 0
    const left = (entries: readonly {id: string}[]) => () => list(...entries.filter(({id}) => !gone.has(id)))
    const ctx = fakeMac({
      'container list': () => left([container('n'), container('other', {labels: {'io.kina.cluster': 'b'}}), container('stopping', {state: lists++ < 3 ? 'stopping' : 'stopped'})])(),
      'container volume list': left([labelled('v', own)]),
      'container network list': left([labelled('default', {}), labelled('kina-a', own)]),
      'container delete --force n': () => void gone.add('n'),
      'container delete --force stopping': () => (lists > 3 ? void gone.add('stopping') : {exitCode: 1, stderr: 'Error: container stopping is stopping and can not be deleted\n'}),
      'container volume delete': () => (gone.has('stopping') ? void gone.add('v') : {exitCode: 1, stderr: "Error: volume 'v' is currently in use\n"}),
      'container network delete': () => (gone.has('stopping') ? void gone.add('kina-a') : {exitCode: 1, stderr: 'Error: delete failed for one or more networks: ["kina-a"]\n'}),
    })
    await appleBackend.removeCluster('a', ctx)
    assert.deepEqual([...gone].sort(), ['kina-a', 'n', 'stopping', 'v'])
    assert.ok(!changes(ctx).some((line) => line.includes('other') || line.includes('default')))
  })

  it('removeNode removes the container and the disk of that node, and has the others forget its name', async () => {
    const gone = new Set<string>()
    const left = (entries: readonly {id: string}[]) => () => list(...entries.filter(({id}) => !gone.has(id)))
    const ctx = fakeMac({
      'container list': left([container('n'), container('n2', {address: '192.168.64.9'})]),
      'container volume list': left([labelled('n-var-0a1b2c', own), labelled('n2-var-0a1b2c', own)]),
      'container network list': list(labelled('default', {}), labelled('kina-a', own)),
      'container delete --force n': () => void gone.add('n'),
      'container volume delete n-var-0a1b2c': () => void gone.add('n-var-0a1b2c'),
    })
    await appleBackend.removeNode!({cluster: 'a', name: 'n'}, ctx)
    assert.deepEqual([...gone], ['n', 'n-var-0a1b2c'])
    assert.ok(!changes(ctx).some((line) => line.includes('network delete') || line.includes('delete --force n2') || line.includes('n2-var')))
    const [written] = changes(ctx).filter((line) => line.includes(' sh -c '))
    assert.match(written ?? '', /^container exec n2 /)
    assert.doesNotMatch(written ?? '', / n$| n /)
  })

  it('removeCluster gives up on what cannot be removed, in words of the tool', async () => {
    const ctx = fakeMac({'container volume list': list(labelled('v', own)), 'container volume delete': {exitCode: 1, stderr: 'Error: delete failed for one or more volumes: ["v"]\n'}})
    await assert.rejects(appleBackend.removeCluster('a', ctx), /container volume delete ended with exit code 1: delete failed for one or more volumes/)
  }).timeout(30_000)

  it('removeCluster of one that was never there removes nothing; without the service it says so', async () => {
    const ctx = fakeMac()
    await appleBackend.removeCluster('a', ctx)
    assert.deepEqual(changes(ctx), [])
    await assert.rejects(appleBackend.removeCluster('a', fakeMac({'container list': {exitCode: 1, stderr: SERVICE_DOWN}})), /container list ended with exit code 1.*container system start --enable-kernel-install/)
  })

  it('power stops with time to shut down, and after a start the names of nodes are written anew', async () => {
    const ctx = fakeMac({'container list': list(container('n'), container('m', {address: '192.168.64.9'}))})
    const [first] = await appleBackend.listNodes(ctx)
    assert.ok(first)
    await appleBackend.power?.stop(first, ctx)
    await appleBackend.power?.start(first, ctx)
    const lines = changes(ctx)
    assert.deepEqual(lines.slice(0, 2), ['container stop --time 30 m', 'container start m'])
    const written = lines.filter((line) => line.includes(' sh -c '))
    assert.deepEqual(written.map((line) => line.split(' ')[2]).sort(), ['m', 'n'])
    assert.ok(written.find((line) => line.startsWith('container exec n '))?.endsWith('192.168.64.9 m'))
  })
})
