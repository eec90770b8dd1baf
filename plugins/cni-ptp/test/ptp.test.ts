import assert from 'node:assert/strict'
import type {NodePlan} from 'kina/plugin'
import {nodeFiles, routingConfig} from '../src/node-files.js'
import {ptp} from '../src/ptp.js'
import hook from '../src/register.js'
import {fakeCluster, fakeNode, type FakeNode} from './fake-node.js'
import {assertGolden} from './golden.js'
import {nodePlan, planOf} from './plan.js'

const plan = planOf()
const [controlPlane, worker, balancer] = plan.nodes as [NodePlan, NodePlan, NodePlan]

describe('ptp: what it places', () => {
  it('is as reviewed', async () => {
    const files = await nodeFiles(worker, plan, 1450)
    for (const {path, content} of files.slice(2)) await assertGolden(path.split('/').at(-1) ?? '', content)
    assert.deepEqual(files.map(({mode, path}) => `${mode} ${path}`), [
      '0755 /usr/local/bin/kina-ptp',
      '0644 /etc/systemd/system/kina-ptp.service',
      '0644 /etc/kina/ptp.conf',
      '0644 /etc/cni/net.d/10-kina-ptp.conflist',
    ])
  })

  it('names no peer on a single node, and no load balancer ever', () => {
    const alone = nodePlan('one', 'control-plane', '10.244.0.0/24')
    assert.equal(routingConfig(alone, planOf([alone])), 'pods 10.244.0.0/16\n')
    assert.doesNotMatch(routingConfig(controlPlane, plan), /load-balancer/)
  })

  it('writes the files through standard input, then enables and starts the unit', async () => {
    const node = fakeNode(worker)
    await ptp.place?.(node, worker, plan)
    const written = node.ran.filter(({argv}) => argv[0] === 'install')
    assert.deepEqual(written.map(({argv}) => argv.slice(1, 5)), ['0755', '0644', '0644', '0644'].map((mode) => ['-D', '-m', mode, '/dev/stdin']))
    assert.deepEqual(written.map(({stdin}) => stdin), (await nodeFiles(worker, plan, 1450)).map(({content}) => content))
    assert.equal(lines(node).at(-1), 'systemctl enable --quiet --now kina-ptp.service')
  })

  it("takes the MTU of the node's default link, 1500 without one, or the option", async () => {
    assert.equal(await placedMtu(fakeNode(worker)), 1450)
    assert.equal(await placedMtu(fakeNode(worker, (line) => (line.includes('route') ? {stdout: ''} : undefined))), 1500)
    assert.equal(await placedMtu(fakeNode(worker), {mtu: 1280}), 1280)
  })

  it('leaves a load balancer alone', async () => {
    const node = fakeNode(balancer)
    await ptp.place?.(node, balancer, plan)
    assert.deepEqual(node.ran, [])
  })
})

describe('ptp: uninstall', () => {
  it('has its program forget what it made, then removes the files, on nodes that run pods', async () => {
    const nodes = [fakeNode(controlPlane), fakeNode(balancer)] as const
    await ptp.uninstall?.(fakeCluster(nodes, plan))
    assert.deepEqual(lines(nodes[0]).slice(-4), [
      'systemctl disable --quiet --now kina-ptp.service',
      'bash /usr/local/bin/kina-ptp forget',
      'rm -rf /usr/local/bin/kina-ptp /etc/systemd/system/kina-ptp.service /etc/kina/ptp.conf /etc/cni/net.d/10-kina-ptp.conflist /run/kina-ptp',
      'systemctl daemon-reload',
    ])
    assert.deepEqual(nodes[1].ran, [])
  })
})

describe('ptp: install', () => {
  it('changes nothing where all files are there and the unit runs', async () => {
    const nodes = [fakeNode(controlPlane), fakeNode(worker)] as const
    await ptp.install(fakeCluster(nodes, plan))
    assert.deepEqual(nodes.flatMap(lines).filter((line) => !/^(ip|sha256sum|systemctl is-active) /.test(line)), [])
  })

  it('places the files again where one differs, on that node only', async () => {
    const changed = fakeNode(worker, (line) => (line.startsWith('sha256sum') ? {exitCode: 1} : undefined))
    const good = fakeNode(controlPlane)
    await ptp.install(fakeCluster([good, changed], plan))
    assert.deepEqual(systemctl(changed), ['is-active', 'stop', 'enable'])
    assert.deepEqual(systemctl(good), ['is-active'])
  })

  it('starts a unit that was stopped', async () => {
    const stopped = fakeNode(controlPlane, (line) => (line.includes('is-active') ? {exitCode: 3} : undefined))
    await ptp.install(fakeCluster([stopped], plan))
    assert.deepEqual(systemctl(stopped), ['is-active', 'stop', 'enable'])
  })
})

describe('ptp: ready', () => {
  it('is met when no node misses anything', async () => {
    assert.deepEqual(await ptp.ready(fakeCluster([fakeNode(controlPlane), fakeNode(worker)], plan)), {met: true})
  })

  it('says what is missing, and on which node', async () => {
    const incomplete = fakeNode(worker, () => ({exitCode: 1, stdout: 'no masquerading for 10.244.0.0/16\nno route to 10.244.0.0/24\n'}))
    assert.deepEqual(await ptp.ready(fakeCluster([fakeNode(controlPlane), incomplete], plan)), {
      met: false,
      reason: 'demo-worker-1: no masquerading for 10.244.0.0/16, no route to 10.244.0.0/24',
    })
  })

  it('says so when nothing was placed', async () => {
    const bare = fakeNode(controlPlane, () => ({exitCode: 127, stderr: 'bash: /usr/local/bin/kina-ptp: No such file or directory\n'}))
    assert.deepEqual(await ptp.ready(fakeCluster([bare], plan)), {
      met: false,
      reason: 'demo-control-plane-1: bash: /usr/local/bin/kina-ptp: No such file or directory',
    })
  })
})

describe('ptp: registration', () => {
  it('is light, and loads the installer on demand', async () => {
    const seen: {name: string; load(): Promise<unknown>}[] = []
    const refuse = () => assert.fail('ptp is a CNI')
    await hook({register: {cni: (registration) => void seen.push(registration), runtime: refuse, imageBuilder: refuse}})
    assert.deepEqual(seen.map(({name}) => name), ['ptp'])
    assert.deepEqual(Object.keys((await seen[0]?.load()) as object), Object.keys(ptp))
  })
})

function lines({ran}: FakeNode): string[] {
  return ran.map(({argv}) => argv.join(' '))
}

/** Its verbs, in order. */
function systemctl({ran}: FakeNode): string[] {
  return ran.flatMap(({argv: [program, verb = '']}) => (program === 'systemctl' ? [verb] : []))
}

async function placedMtu(node: FakeNode, options = {}): Promise<number> {
  await ptp.place?.(node, worker, planOf([controlPlane, worker], options))
  const written = node.ran.find(({argv}) => argv.at(-1)?.endsWith('.conflist'))
  return JSON.parse(String(written?.stdin)).plugins[0].mtu
}
