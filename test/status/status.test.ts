import assert from 'node:assert/strict'
import {clusterStatusText} from '../../src/report/cluster-status-text.js'
import {readCertificates} from '../../src/status/certificates.js'
import {clusterStatus} from '../../src/status/cluster-status.js'
import {judge} from '../../src/status/components.js'
import {problemsOf, type Seen} from '../../src/status/problems.js'
import {judgeSystem} from '../../src/status/system-objects.js'
import {livingCluster} from '../nodes/living-cluster.js'

const node = {name: 'dev-worker', role: 'worker', state: 'running', addresses: ['10.0.0.3'], recordedAddresses: ['10.0.0.3'], kubelet: 'v1.31.0', ready: true, message: 'ok', schedulable: true, podCidr: '10.244.1.0/24', image: 'i'} as const
const access = {kubeconfig: '/home/me/.kube/dev', recorded: 'https://127.0.0.1:1', present: 'https://127.0.0.1:1', answers: true, reason: ''}
const well: Seen = {name: 'dev', nodes: [node], apiAnswers: true, components: [{name: 'etcd', node: 'dev-control-plane', healthy: true, text: 'healthy'}, {name: 'CNI', node: null, healthy: null, text: 'none'}], certificates: [{node: 'dev-worker', file: '/c', ends: '2027-01-01T00:00:00.000Z', daysLeft: 30}], access}

describe('the status of a cluster', () => {
  it('finds nothing wrong where nothing is', () => assert.deepEqual(problemsOf(well), []))

  const wrong: readonly [title: string, seen: Partial<Seen>, text: RegExp, next: string][] = [
    ['a node that is stopped', {nodes: [{...node, state: 'stopped', addresses: []}]}, /dev-worker is stopped/, 'kina cluster start dev'],
    ['a node that is gone', {nodes: [{...node, state: 'gone', addresses: []}]}, /dev-worker is gone/, 'kina node remove dev dev-worker'],
    ['a node that is not Ready', {nodes: [{...node, ready: false, message: 'no CNI'}]}, /not Ready: no CNI/, 'kubectl --context kina-dev describe node dev-worker'],
    ['an address of yesterday', {nodes: [{...node, addresses: ['10.0.0.9']}]}, /has the address 10\.0\.0\.9, and the cluster knows it by 10\.0\.0\.3/, 'kina cluster start dev'],
    ['a silent API', {apiAnswers: false}, /no API server is ready/, 'kina cluster start dev'],
    ['a component', {components: [{name: 'kube-scheduler', node: 'dev-control-plane', healthy: false, text: 'does not answer'}]}, /kube-scheduler on dev-control-plane: does not answer/, 'kina logs export dev'],
    ['the CNI', {components: [{name: 'CNI ptp', node: null, healthy: false, text: 'no route'}]}, /CNI ptp: no route/, 'kina cni upgrade dev'],
    ['a certificate that has ended', {certificates: [{node: 'dev-worker', file: '/c', ends: '2026-01-01T00:00:00.000Z', daysLeft: -3}]}, /\/c on dev-worker has ended on 2026-01-01/, 'kina cluster restart dev'],
    ['a kubeconfig of another port', {access: {...access, recorded: 'https://127.0.0.1:2'}}, /leads to https:\/\/127\.0\.0\.1:2, and it is at https:\/\/127\.0\.0\.1:1/, 'kina kubeconfig export dev'],
    ['a port that nothing answers at', {access: {...access, answers: false, reason: 'refused'}}, /not at https:\/\/127\.0\.0\.1:1: refused/, 'kina doctor'],
  ]
  for (const [title, seen, text, next] of wrong) {
    it(`tells of ${title}, and what helps`, () => {
      const [problem, ...others] = problemsOf({...well, ...seen})
      assert.match(problem!.text, text)
      assert.equal(problem!.next, next)
      assert.deepEqual(others, [])
    })
  }

  it('reads what parts of a control plane say of themselves', () => {
    assert.deepEqual(judge('[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n\n500\n'), {healthy: false, text: 'not healthy: etcd'})
    assert.deepEqual(judge('{"health":"true"}\n200\n'), {healthy: true, text: 'healthy'})
    assert.deepEqual(judge('\n000\n'), {healthy: false, text: 'does not answer'})
  })

  it('counts kube-proxy, or knows that something is in its place, and names pods that wait', () => {
    const proxy = {kind: 'DaemonSet', metadata: {name: 'kube-proxy'}, spec: {}, status: {numberReady: 1, desiredNumberScheduled: 2}}
    const pod = {kind: 'Pod', metadata: {name: 'x'}, spec: {nodeName: 'n'}, status: {conditions: [{type: 'Ready', status: 'False', message: 'not yet'}]}}
    assert.deepEqual(judgeSystem([proxy, pod]).map(({name, healthy, text}) => [name, healthy, text]), [['kube-proxy', false, '1 of 2 ready'], ['coredns', false, 'not there'], ['pod x', false, 'not Ready: not yet']])
    assert.equal(judgeSystem([])[0]?.text, 'replaced by the CNI')
  })

  it('reads when certificates end', () => {
    const text = '/b.crt\tNov 26 07:00:00 2027 GMT\n/a.crt\tNov 20 00:00:00 2026 GMT\n/broken\t\n'
    assert.deepEqual(readCertificates('n', text, Date.parse('2026-11-21T00:00:00Z')).map(({file, daysLeft}) => [file, daysLeft]), [['/a.crt', -1], ['/b.crt', 370]])
  })

  it('of a stopped cluster is that, and says how to start it', () =>
    livingCluster({}, async ({app, stop}) => {
      await stop('dev-control-plane')
      await stop('dev-worker')
      const status = await clusterStatus(app, 'dev')
      assert.equal(status.state, 'stopped')
      assert.match(clusterStatusText(status), /^Cluster "dev" is stopped[^]*x all nodes are stopped\n {6}kina cluster start dev$/)
    }))
})
