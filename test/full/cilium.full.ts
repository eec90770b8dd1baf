import assert from 'node:assert/strict'
import {cniConformance} from '../../src/testing/index.js'
import type {ClusterPlan} from '../../src/contract/index.js'
import type {NetworkVerification} from '../../src/network-verify/verify.js'
import {contextOf, createCluster, registered} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {outsideServer, type OutsideServer} from '../e2e/outside-server.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'

const cilium = (await registered('cni-cilium')).cnis[0]!
const FIRST = 'full-cilium'
const SECOND = 'full-cilium-2'
const STATUS = ['-n', 'kube-system', 'exec', 'daemonset/cilium', '-c', 'cilium-agent', '--', 'cilium-dbg', 'status']

await overRuntimes('two clusters with Cilium on one machine', (place) => {
  let user: User
  let plan: ClusterPlan
  let outside: OutsideServer

  before(async () => {
    user = await newUser(place)
    await done(user.kina(['plugins', 'install', 'kina-cni-cilium']))
    plan = await createCluster(user, [FIRST, '--workers', '1', '--cni', 'cilium', '--wait', '10m'])
    outside = await outsideServer(await contextOf(plan, place.env))
  })

  after(async () => {
    outside?.close()
    for (const name of [FIRST, SECOND]) await user.kina(['cluster', 'delete', name])
    assert.deepEqual([...(await place.leftovers(FIRST)), ...(await place.leftovers(SECOND))], [])
    await user.leave()
  })

  /** Everything works that `kina network verify` asks, NetworkPolicy included; resolves to what it could not ask. */
  const works = async (cluster: string): Promise<string[]> => {
    const {checks} = JSON.parse((await user.kina(['network', 'verify', cluster, '--json'])).stdout) as NetworkVerification
    const policies = checks.filter(({id}) => id.startsWith('policy-'))
    assert.deepEqual(checks.filter(({status}) => status === 'failed'), [], cluster)
    assert.deepEqual(policies.map(({status}) => status), Array(5).fill('ok'), cluster)
    return checks.filter(({status}) => status === 'skipped').map(({id}) => id)
  }

  it('has Cilium in the place of kube-proxy', async () => {
    assert.match((await user.kubectl(FIRST, STATUS)).stdout, /^KubeProxyReplacement: +True/m)
    const {stdout} = await user.kubectl(FIRST, ['get', 'pods', '-A', '-o', 'name'])
    assert.match(stdout, /pod\/cilium-/)
    assert.doesNotMatch(stdout, /kube-proxy/)
  })

  cniConformance(cilium, {
    cluster: () => contextOf(plan, place.env),
    readySeconds: 300,
    get outside() {
      return outside
    },
  })

  it('gives services of type LoadBalancer addresses of the nodes’ network, once it has some', async () => {
    const cidr = (await place.addressOf(`${FIRST}-control-plane`)).replace(/\d+$/, '248/29')
    await done(user.kina(['cni', 'upgrade', FIRST, '--cni-option', `loadBalancerCidrs=${cidr}`, '--cni-option', 'l2Announcements=true']))
    assert.ok(!(await works(FIRST)).includes('load-balancer'))
  })

  it('works beside another one, and after that is gone', async () => {
    await createCluster(user, [SECOND, '--cni', 'cilium', '--wait', '10m'])
    for (const cluster of [FIRST, SECOND]) await works(cluster)
    await done(user.kina(['cluster', 'delete', SECOND]))
    await works(FIRST)
  })

  it('is taken away without a trace on any node, and installed again', async () => {
    const nodes = plan.nodes.map(({name}) => name)
    await done(user.kina(['cni', 'uninstall', FIRST]))
    for (const node of nodes) assert.equal((await place.tool(['exec', node, 'sh', '-c', TRACES])).stdout, '', node)
    await done(user.kina(['cni', 'upgrade', FIRST]))
    await works(FIRST)
  })
}, {wanted: 'one'})

/** Everything of Cilium in a node's kernel and files. */
const TRACES = `{ ip -o link; ip rule; ip route show table all; iptables-nft-save; [ ! -s /proc/net/ip_tables_names ] || iptables-legacy-save; find /sys/fs/bpf /etc/cni/net.d /opt/cni/bin /etc/sysctl.d /run; } 2> /dev/null | grep -i -e cilium -e lxc || true`
