import assert from 'node:assert/strict'
import type {ClusterContext, Node} from 'kina/plugin'
import {fakeContext, fakeRuntime, registrationsOf, testNode, testPlan, type FakeExecHandler} from 'kina/testing'
import {installer} from '../src/installer.js'
import hook from '../src/register.js'

const IMAGE = 'kina/node:v0'
const nodes = [
  testNode('dev', {name: 'dev-control-plane', role: 'control-plane', image: IMAGE, podCidr: '10.244.0.0/24'}),
  testNode('dev', {name: 'dev-worker', image: IMAGE, podCidr: '10.244.1.0/24'}),
] as const

describe('__NAME__', () => {
  it('registers one CNI, and loads it on demand', async () => {
    const {cnis} = await registrationsOf(hook)
    assert.deepEqual(cnis.map(({name}) => name), ['__NAME__'])
    assert.deepEqual(Object.keys((await cnis[0]?.load()) ?? {}), Object.keys(installer))
  })

  it('places files that name the other node, and starts the unit', async () => {
    const {cluster, files, ran} = await fakeCluster()
    await placeAll(cluster)
    assert.equal(files('dev-worker').get('/etc/kina-__NAME__/routes'), '10.244.0.0/16\n10.244.0.0/24 dev-control-plane\n')
    const conflist = JSON.parse(files('dev-worker').get('/etc/cni/net.d/10-kina-__NAME__.conflist') ?? '') as {plugins: {mtu?: number; ipam?: {ranges: unknown}}[]}
    assert.deepEqual([conflist.plugins[0]?.mtu, conflist.plugins[0]?.ipam?.ranges], [1500, [[{subnet: '10.244.1.0/24'}]]])
    assert.deepEqual(ran('dev-worker'), ['stop kina-__NAME__.service', 'daemon-reload', 'enable --quiet --now kina-__NAME__.service'])
  })

  it('takes the option mtu', async () => {
    const {cluster, files} = await fakeCluster({mtu: 1400})
    await placeAll(cluster)
    assert.match(files('dev-worker').get('/etc/cni/net.d/10-kina-__NAME__.conflist') ?? '', /"mtu": 1400/)
  })

  it('installs nothing where nothing differs, and repairs one file', async () => {
    const {cluster, files, ran} = await fakeCluster()
    await placeAll(cluster)
    const before = ran('dev-worker').length
    await installer.install(cluster)
    assert.deepEqual(ran('dev-worker').slice(before), [])
    files('dev-worker').set('/etc/kina-__NAME__/routes', '')
    await installer.install(cluster)
    assert.deepEqual(ran('dev-worker').slice(before), ['stop kina-__NAME__.service', 'daemon-reload', 'enable --quiet --now kina-__NAME__.service'])
  })

  it('is ready once every node has its routes, and says which are missing', async () => {
    const {cluster, routes} = await fakeCluster()
    assert.deepEqual(await installer.ready(cluster), {met: false, reason: 'dev-control-plane: kina-__NAME__.service does not run; dev-worker: kina-__NAME__.service does not run'})
    await placeAll(cluster)
    routes.set('dev-control-plane', '10.244.1.0/24 via 10.0.0.3 dev eth0\n')
    assert.deepEqual(await installer.ready(cluster), {met: false, reason: 'dev-worker: no route to the pods of dev-control-plane'})
    routes.set('dev-worker', '10.244.0.0/24 via 10.0.0.2 dev eth0\n')
    assert.deepEqual(await installer.ready(cluster), {met: true})
  })
})

/** Two nodes that keep files, know their routes, and whose systemd starts what it is told to. */
async function fakeCluster(cniOptions = {}) {
  const routes = new Map<string, string>()
  const systemctl: {node: string; args: string}[] = []
  const ran = (node: string) => systemctl.filter((call) => call.node === node).map(({args}) => args)
  const programs: FakeExecHandler = async ({argv: [program, ...args], machine, node, stdin}) => {
    if (program === 'install') {
      const chunks: Uint8Array[] = []
      for await (const chunk of stdin) chunks.push(chunk)
      machine.files.set(args.at(-1) ?? '', Buffer.concat(chunks).toString())
      return {exitCode: 0}
    }
    if (program === 'ip') return {stdout: routes.get(node) ?? ''}
    if (program !== 'systemctl') return undefined
    if (args[0] === 'is-active') return {exitCode: ran(node).at(-1)?.startsWith('enable') ? 0 : 3}
    systemctl.push({node, args: args.join(' ')})
    return {exitCode: 0}
  }
  const ctx = fakeContext()
  const plan = {...testPlan('dev', 'fake', nodes), cniOptions}
  const runtime = fakeRuntime({images: [IMAGE], exec: [programs]})
  const backend = await runtime.registration.load()
  const createNode = await backend.prepare(plan, ctx)
  const made = await Promise.all(nodes.map((planned) => createNode(planned)))
  const cluster: ClusterContext = {...ctx, plan, nodes: made as [Node, ...Node[]], kubectl: () => Promise.reject(new Error('the API is not to be asked'))}
  return {cluster, routes, ran, files: (node: string) => runtime.world.nodes.get(node)!.files}
}

async function placeAll({nodes, plan}: ClusterContext): Promise<void> {
  for (const [i, planned] of plan.nodes.entries()) await installer.place?.(nodes[i]!, planned, plan)
}
