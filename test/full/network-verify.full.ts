import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {waitUntil} from '../e2e/wait-until.js'
import type {NetworkVerification} from '../../src/network-verify/verify.js'

/** What pods of another node come in, which has to be named where they are lost. */
const VXLAN = {rule: ['INPUT', '--protocol', 'udp', '--dport', '8472'], hop: 'UDP 8472 on eth0, and is not taken out of that'}
const PLAIN = {rule: ['FORWARD', '--source', '10.244.0.0/24', '--in-interface', 'eth0'], hop: 'does not send it on'}

const NETWORKS = [
  {cni: 'ptp', options: [], policy: 'unsupported', agent: 'skipped', lost: PLAIN},
  {cni: 'flannel', options: [], policy: 'unsupported', agent: 'ok', lost: VXLAN},
  // Without it, in kube-proxy's place, Cilium is in cilium.full.ts.
  {cni: 'cilium', options: ['--cni-option', 'kubeProxyReplacement=false'], policy: 'ok', agent: 'ok', lost: VXLAN},
]

for (const {cni, options, policy, agent, lost} of NETWORKS) {
  const CLUSTER = `full-verify-${cni}`
  const [first, second] = [`${CLUSTER}-control-plane`, `${CLUSTER}-worker`]
  await overRuntimes(`the pod network of two nodes with ${[cni, ...options].join(' ')}, verified`, (place) => {
    // Elsewhere it is kina's own that could differ.
    if (!place.byDefault && cni !== 'ptp') return
    let user: User
    before(async () => {
      user = await newUser(place)
      if (cni !== 'ptp') await done(user.kina(['plugins', 'install', `kina-cni-${cni}`]))
      await createCluster(user, [CLUSTER, '--workers', '1', '--cni', cni, ...options, '--wait', '10m'])
    })
    after(async () => {
      await user.kina(['cluster', 'delete', CLUSTER])
      assert.deepEqual(await place.leftovers(CLUSTER), [])
      await user.leave()
    })

    const verify = async (...args: string[]) => {
      const {stdout, all} = await user.kina(['network', 'verify', CLUSTER, '--json', ...args])
      return {all, verification: JSON.parse(stdout) as NetworkVerification}
    }
    const on = (node: string, ...argv: string[]) => done(place.tool(['exec', node, ...argv]))
    const namespaces = async () => (await user.kubectl(CLUSTER, ['get', 'namespaces', '--output', 'name'])).stdout

    it('is good in every way, and leaves nothing', async () => {
      const junit = join(user.home, 'network.xml')
      const {verification, all} = await verify('--junit', junit, '--agent-restart')
      assert.deepEqual(verification.checks.filter(({status}) => status === 'failed'), [], all)
      const of = (id: string) => verification.checks.find((check) => check.id === id)?.status
      assert.equal(of('pod-pod-across-nodes-mtu'), 'ok')
      assert.equal(of('policy-deny'), policy)
      assert.equal(of('agent-restart'), agent)
      assert.match(await readFile(junit, 'utf8'), new RegExp(`tests="${verification.checks.length}" failures="0"`))
      assert.doesNotMatch(await namespaces(), /kina-network-verify/)
    })

    it('is as good with a node that comes later', async () => {
      await done(user.kina(['node', 'add', CLUSTER]))
      const {verification, all} = await verify()
      assert.deepEqual(verification.checks.filter(({status}) => status === 'failed'), [], all)
      await done(user.kina(['node', 'remove', CLUSTER, `${CLUSTER}-worker2`]))
      const {verification: without, all: said} = await verify('--only', 'pod-pod', '--only', 'dns')
      assert.deepEqual(without.checks.filter(({status}) => status === 'failed'), [], said)
    })

    it('says on which node packets are thrown away, and by which rule', async () => {
      await on(second, 'iptables', '--insert', ...lost.rule, '--jump', 'DROP')
      try {
        const {verification, all} = await verify('--only', 'pod-pod')
        assert.equal(verification.good, false, all)
        const failed = verification.checks.find(({id}) => id === 'pod-pod-across-nodes-icmp')!
        assert.match(failed.hop!, new RegExp(`arrives at node ${second} .*${lost.hop}`), all)
        assert.match(failed.evidence!.join('\n'), new RegExp(`a rule of ${second} threw away \\d+ packets?: -A ${lost.rule[0]} `))
        assert.ok(verification.checks.filter(({id}) => id.startsWith('pod-pod-same-node')).every(({status}) => status === 'ok'), all)
      } finally {
        await on(second, 'iptables', '--delete', ...lost.rule, '--jump', 'DROP')
      }
    })

    // What ptp sends has no other way for long: it repairs its routes.
    if (cni === 'flannel') {
      it('says that what one node sends does not arrive at the other', async () => {
        await on(first, 'bash', '-c', `mac=$(bridge fdb show dev flannel.1 | cut -d' ' -f1 | head -n 1) && bridge fdb replace "$mac" dev flannel.1 dst "$(ip -4 route show default | cut -d' ' -f3)"`)
        const {verification, all} = await verify('--only', 'pod-pod-across-nodes-icmp')
        const [failed] = verification.checks
        assert.equal(failed?.status, 'failed', all)
        assert.match(failed.hop!, new RegExp(`node ${first} sends it as UDP 8472 from \\S+ to \\S+ on eth0, and nothing arrives at node ${second}`), all)
      })
    }

    it('leaves nothing when it is interrupted', async () => {
      const running = user.start(['network', 'verify', CLUSTER])
      await waitUntil('test pods', async () => (await namespaces()).includes('kina-network-verify'))
      running.kill('SIGINT')
      const {exitCode, stderr} = await running
      assert.equal(exitCode, 130, stderr)
      assert.match(stderr, /E_INTERRUPTED/)
      assert.doesNotMatch(await namespaces(), /kina-network-verify/)
    })
  }, {wanted: 'one'})
}
