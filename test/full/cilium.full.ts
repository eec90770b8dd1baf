import assert from 'node:assert/strict'
import {checkPodNetwork, cniConformance} from '../../src/testing/index.js'
import type {ClusterPlan} from '../../src/contract/index.js'
import {contextOf, createCluster, registered} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {outsideServer, type OutsideServer} from '../e2e/outside-server.js'

const cilium = (await registered('cni-cilium')).cnis[0]!
const NAMES = ['full-cilium', 'full-cilium-2'] as const
const STATUS = ['-n', 'kube-system', 'exec', 'daemonset/cilium', '-c', 'cilium-agent', '--', 'cilium-dbg', 'status']

describe('two clusters with Cilium on one machine', () => {
  let user: User
  let plan: ClusterPlan
  let outside: OutsideServer

  before(async () => {
    user = await newUser()
    const installed = await user.kina(['plugins', 'install', 'kina-cni-cilium'])
    assert.equal(installed.exitCode, 0, installed.all)
    plan = await createCluster(user, [NAMES[0], '--workers', '1', '--cni', 'cilium', '--wait', '10m'])
    outside = await outsideServer(await contextOf(plan))
  })

  after(async () => {
    outside?.close()
    for (const name of NAMES) await user.kina(['cluster', 'delete', name])
    await user.leave()
  })

  it('has Cilium in the place of kube-proxy', async () => {
    assert.match((await user.kubectl(NAMES[0], STATUS)).stdout, /^KubeProxyReplacement: +True/m)
    const {stdout} = await user.kubectl(NAMES[0], ['get', 'pods', '-A', '-o', 'name'])
    assert.doesNotMatch(stdout, /kube-proxy/)
  })

  cniConformance(cilium, {
    cluster: () => contextOf(plan),
    readySeconds: 300,
    get outside() {
      return outside
    },
  })

  it('works beside another one, and after that is gone', async () => {
    const second = await createCluster(user, [NAMES[1], '--cni', 'cilium', '--wait', '10m'])
    await Promise.all([plan, second].map(works))
    const deleted = await user.kina(['cluster', 'delete', NAMES[1]])
    assert.equal(deleted.exitCode, 0, deleted.all)
    await works(plan)
  })

  it('is taken away without a trace on any node, and installed again', async () => {
    const nodes = plan.nodes.map(({name}) => name)
    const removed = await user.kina(['cni', 'uninstall', NAMES[0]])
    assert.equal(removed.exitCode, 0, removed.all)
    for (const node of nodes) assert.equal((await user.place.tool(['exec', node, 'sh', '-c', TRACES])).stdout, '', node)
    const again = await user.kina(['cni', 'upgrade', NAMES[0]])
    assert.equal(again.exitCode, 0, again.all)
    await works(plan)
  })
})

/** Everything of Cilium in a node's kernel and files. */
const TRACES = `{ ip -o link; ip rule; ip route show table all; iptables-nft-save; [ ! -s /proc/net/ip_tables_names ] || iptables-legacy-save; find /sys/fs/bpf /etc/cni/net.d /opt/cni/bin /etc/sysctl.d /run; } 2> /dev/null | grep -i -e cilium -e lxc || true`

/** All that pods reach, as the conformance suite looks at it. */
async function works(plan: ClusterPlan): Promise<void> {
  const results = await checkPodNetwork(await contextOf(plan))
  assert.deepEqual(results.filter(({ok}) => !ok), [])
}
