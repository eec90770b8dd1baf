import assert from 'node:assert/strict'
import type {StoredImage} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {verifyImage, type Verification} from '../../src/image-verify/verify.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {fakeRuntime, type FakeRuntime} from '../../src/testing/index.js'
import {quietStep, selected, withApp} from '../cluster/test-app.js'
import {goodNode, KUBERNETES, type Change} from './good-node.js'

const REF = 'some/node:1'
const OWN = {[IMAGE_LABELS.inputs]: 'x', [IMAGE_LABELS.kubernetes]: KUBERNETES}

interface Case {
  readonly title: string
  readonly change: Change
  /** What is seen, by check. */
  readonly seen: Readonly<Record<string, string>>
}

/** An answer to one command line, as far as it is given. */
const when = (start: string, answer: ReturnType<Change>): Change => (line) => (line.startsWith(start) ? answer : undefined)
const fails = (stderr: string, exitCode = 1) => ({exitCode, stderr})

const FAILURES: readonly Case[] = [
  {title: 'a unit that failed', change: (line) => when('systemctl is-system-running', {stdout: 'degraded\n', exitCode: 1})(line, ['x']) ?? when('systemctl list-units', 'bad.service loaded failed failed Bad\n')(line, ['x']), seen: {systemd: 'degraded: bad.service failed'}},
  {title: 'a boot that does not end', change: when('systemctl is-system-running', {stdout: 'starting\n', exitCode: 1}), seen: {systemd: 'starting'}},
  {title: 'a unit that does not start by itself', change: when('systemctl is-enabled kina-node.service', {stdout: 'disabled\n', exitCode: 1}), seen: {units: 'kina-node.service is disabled'}},
  {title: 'a containerd that does not answer', change: when('crictl --timeout 10s info', fails('connection refused')), seen: {cri: 'connection refused'}},
  {title: 'a containerd that cannot run pods', change: when('crictl --timeout 10s info', JSON.stringify({status: {conditions: [{type: 'RuntimeReady', status: false, message: 'no runc'}]}})), seen: {cri: 'containerd answers, but cannot run pods: no runc'}},
  {title: 'a sandbox that does not start', change: when('sandbox', fails('time="now"\nrpc error: no pause')), seen: {sandbox: 'rpc error: no pause'}},
  {title: 'a program of another version', change: when('runc', 'runc version 1.3.0\n'), seen: {runc: 'runc is v1.3.0; v1.1.12 goes with Kubernetes v1.31.0'}},
  {title: 'one program of several', change: when('kubelet', 'Kubernetes v1.30.4\n'), seen: {kubernetes: 'kubelet is v1.30.4; v1.31.0 goes with Kubernetes v1.31.0'}},
  {title: 'a program that is not there', change: when('ctr', fails('ctr: not found', 127)), seen: {containerd: 'ctr does not run: ctr: not found'}},
  {title: 'a program whose version is of neither way', change: when('crictl --version', 'crictl version 1.30.0\n'), seen: {'cri-tools': 'crictl is v1.30.0; v1.31.1 or v1.36.0 goes with Kubernetes v1.31.0'}},
  {title: 'CNI programs that do not run, or say something else', change: when('ask-cni', 'bridge\t126\tcannot execute\t\nloopback\t0\tbroken\tbroken\nstatic\t0\t{"supportedVersions":[]}\tCNI static plugin v1.4.0\n'), seen: {'cni-plugins': 'bridge does not run: cannot execute; loopback does not run: it does not answer in CNI’s protocol'}},
  {title: 'a CNI program of another version', change: when('ask-cni', 'static\t0\t{"supportedVersions":[]}\tCNI static plugin v1.4.0\n'), seen: {'cni-plugins': 'static is v1.4.0; v1.5.1 goes with Kubernetes v1.31.0'}},
  {title: 'an image that containerd does not have', change: when('use-image registry.k8s.io/etcd', fails('containerd does not have it')), seen: {'image-etcd': 'registry.k8s.io/etcd:3.5.15-0: containerd does not have it'}},
  {title: 'an image with another program in it', change: when('use-image registry.k8s.io/coredns', 'CoreDNS-1.12.0\n'), seen: {'image-coredns': 'registry.k8s.io/coredns/coredns:v1.11.1 has /coredns of v1.12.0'}},
  {title: 'a kubeadm that names other images', change: (line) => (line.startsWith('kubeadm config') ? 'registry.k8s.io/pause:3.9\n' : undefined), seen: {'image-coredns': 'kubeadm names no image of this name: registry.k8s.io/pause:3.9', 'image-etcd': 'kubeadm names no image of this name: registry.k8s.io/pause:3.9'}},
  {title: 'a kubeadm that does not run, once', change: when('kubeadm', fails('kubeadm: not found', 127)), seen: {kubernetes: 'kubeadm does not run: kubeadm: not found'}},
  {title: 'a sysctl', change: when('read-sysctls', 'net.ipv4.ip_forward 1\nnet.ipv4.conf.all.rp_filter 1\n'), seen: {sysctls: 'net.ipv4.conf.all.rp_filter is 1, not 0'}},
  {title: 'an iptables that does not work here', change: when('iptables-works nft', fails('no nft')), seen: {iptables: 'nft is chosen, and only legacy works with the kernel of this machine'}},
  {title: 'an iptables that would be wrong elsewhere', change: when('iptables-pretend nft', 'nft\n'), seen: {iptables: 'on a host that has only legacy: nft is chosen'}},
  {title: 'a version that is not true', change: when('cat', 'v1.30.4\n'), seen: {kind: '/kind/version says v1.30.4, kubeadm v1.31.0'}},
  {title: 'a file that is not there', change: when('kind-missing', '/kind/product_uuid\n/kind/manifests/default-cni.yaml\n'), seen: {kind: 'not there, or empty: /kind/product_uuid'}},
  {title: 'a node that ends while it is looked at', change: when('read-sysctls', new Error('node x is not running')), seen: {sysctls: 'node x is not running'}},
]

/** What somebody else's image may lack. */
const NOTES: readonly Case[] = [
  {title: 'units of kina’s', change: when('systemctl is-enabled kina-', {stdout: 'not-found\n', exitCode: 1}), seen: {units: 'no kina-node.service, kina-certificates.path, kina-endpoints.service, kina-load-balancer.service: names and rules of the cluster, and its kubelets’ certificates, are not looked after at a start of the node'}},
  {title: 'another version', change: when('runc', 'runc version 1.3.0\n'), seen: {runc: 'runc is v1.3.0; v1.1.12 goes with Kubernetes v1.31.0'}},
  {title: 'CNI programs', change: when('ls', 'host-local\nloopback\nportmap\n'), seen: {'cni-plugins': 'loopback, host-local, portmap: v1.5.1; it lacks bridge, ptp, host-device, static, bandwidth, firewall, tuning: a CNI that uses them does not work'}},
  {title: 'a sysctl', change: when('read-sysctls', 'net.ipv4.ip_forward 1\nnet.ipv4.conf.all.rp_filter 1\n'), seen: {sysctls: 'net.ipv4.conf.all.rp_filter is 1, not 0'}},
  {title: 'kina’s way to choose iptables', change: when('iptables-pretend', fails('chooses in a way of its own')), seen: {iptables: 'nft, which works here; how it chooses on other hosts cannot be looked at'}},
]

describe('verifying a node image', () => {
  it('finds nothing wrong with a good one, and removes its node', async () => {
    const {verification, fake} = await verify(OWN)
    assert.deepEqual(verification.checks.filter(({status}) => status !== 'ok'), [])
    assert.deepEqual([verification.good, verification.own, verification.kubernetes, verification.runtime], [true, true, KUBERNETES, 'fake'])
    const ids = verification.checks.map(({id}) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual([...fake.world.nodes.keys(), ...fake.world.networks], [])
  })

  for (const {title, change, seen} of FAILURES) {
    it(`reports ${title}`, async () => {
      const {verification} = await verify(OWN, change)
      const failed = verification.checks.filter(({status}) => status === 'failed')
      for (const [id, text] of Object.entries(seen)) assert.equal(failed.find((check) => check.id === id)?.seen, text)
      // Nothing else, unless one thing is the ground of many.
      if (Object.keys(seen).length === 1) assert.deepEqual(failed.map(({id}) => id), Object.keys(seen))
      assert.equal(verification.good, false)
    })
  }

  for (const {title, change, seen} of NOTES) {
    it(`makes a note of what somebody else’s lacks: ${title}`, async () => {
      const {verification} = await verify({}, change)
      assert.deepEqual(Object.fromEntries(verification.checks.filter(({status}) => status !== 'ok').map(({id, status, seen: text}) => [id, `${status}: ${text}`])), Object.fromEntries(Object.entries(seen).map(([id, text]) => [id, `note: ${text}`])))
      assert.deepEqual([verification.good, verification.own], [true, false])
    })
  }

  it('takes somebody else’s for what its kubeadm says when it has no /kind/version', async () => {
    const {verification} = await verify({}, when('cat', fails('no such file')))
    assert.equal(verification.kubernetes, KUBERNETES)
    assert.deepEqual(verification.checks.filter(({status}) => status === 'failed').map(({id, seen}) => `${id}: ${seen}`), ['kind: no /kind/version: nobody can tell its Kubernetes'])
  })

  it('expects no versions of a Kubernetes that kina has no recipe for, but its images', async () => {
    const {verification} = await verify({}, (line) => (line === 'cat /kind/version' || line.startsWith('kubeadm version') ? 'v1.19.3\n' : line.startsWith('kubelet') ? 'Kubernetes v1.19.3\n' : undefined))
    assert.equal(verification.checks.find(({id}) => id === 'kubernetes')?.status, 'ok')
    assert.deepEqual([verification.good, verification.kubernetes], [true, 'v1.19.3'])
  })

  it('says why a node does not start, and removes what there is of it', async () => {
    const {verification, fake} = await verify({}, when('sh', fails('', 1)))
    assert.deepEqual(verification.checks.map(({id, status}) => [id, status]), [['start', 'failed']])
    assert.match(verification.checks[0]!.seen, /^the node does not start: kina-tmp-\S+: its image has no systemd$/)
    assert.deepEqual([...fake.world.nodes.keys()], [])
    const {verification: other} = await verify({}, undefined, (runtime) => runtime.fail('createNode', new KinaError({code: 'E_PROVIDER_FAILED', message: 'runtime fake, createNode: node ended as soon as it was started'})))
    assert.match(other.checks[0]!.seen, /^the node does not start: .*node ended as soon as it was started$/)
  })
})

/** @param before sees the runtime before it is asked for a node */
async function verify(labels: Record<string, string>, change?: Change, before: (fake: FakeRuntime) => void = () => {}): Promise<{verification: Verification; fake: FakeRuntime}> {
  const fake = fakeRuntime({images: [REF], exec: [goodNode(change)]})
  const stored: StoredImage = {...fake.world.images.get(REF)!, labels}
  before(fake)
  let verification: Verification | undefined
  await withApp({runtimes: [fake]}, async (app) => {
    verification = await verifyImage(app, {runtime: selected(fake), ref: REF, stored}, quietStep)
  })
  return {verification: verification!, fake}
}
