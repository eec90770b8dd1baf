import assert from 'node:assert/strict'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import type {Emulator} from '../../src/image-verify/foreign/emulator.js'
import {MACHINES} from '../../src/image-verify/foreign/subject.js'
import {verifyForeign} from '../../src/image-verify/foreign/verify-foreign.js'
import {verifyImage, type Verification} from '../../src/image-verify/verify.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {verificationText} from '../../src/report/verification-text.js'
import {fakeRuntime} from '../../src/testing/index.js'
import {nodeVersions} from '../../src/node-image/versions.js'
import {quietStep, selected, withApp} from '../cluster/test-app.js'
import {otherArch} from '../node-image/stored.js'
import {archiveOf, goodFiles, KUBERNETES, WANTED, type Entry} from './foreign-image.js'

const REF = `kina/node:${KUBERNETES}-${otherArch}`
const MACHINE = MACHINES[otherArch]
const HERE = MACHINES[otherArch === 'arm64' ? 'amd64' : 'arm64']
const LAYER = '/kina/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots'
const GOOD = goodFiles(otherArch, MACHINE)
const etcd = Object.keys(GOOD).find((path) => path.startsWith(LAYER) && path.endsWith('/etcd'))!

const BROKEN: readonly {title: string; change: Readonly<Record<string, Entry | undefined>>; config?: string; seen: Readonly<Record<string, RegExp>>}[] = [
  {title: 'a library of this machine', change: {'/usr/lib/libc.so.6': {machine: HERE}}, seen: {architecture: /^1 programs and libraries are not for \w+: \/usr\/lib\/libc\.so\.6$/}},
  {title: 'a configuration that says otherwise', change: {}, config: 's390x', seen: {architecture: new RegExp(`^its label says ${otherArch}, its configuration s390x$`)}},
  {title: 'an image in the store for another machine', change: {'/kina/containerd/io.containerd.content.v1.content/blobs/sha256/4567': JSON.stringify({architecture: 's390x', rootfs: {}})}, seen: {architecture: /^1 images in its store are for s390x$/}},
  {title: 'a program that is not there', change: {'/usr/local/sbin/runc': undefined}, seen: {runc: /^\/usr\/local\/sbin\/runc: it is not there$/}},
  {title: 'a program that cannot be started', change: {'/opt/cni/bin/ptp': {machine: MACHINE, mode: 0o644}}, seen: {'cni-plugins': /ptp: it is not executable/}},
  {title: 'a script in place of a program', change: {'/usr/local/bin/crictl': '#!/bin/sh'}, seen: {'cri-tools': /crictl: it is not executable/}},
  {title: 'an image without its program', change: {[etcd]: undefined}, seen: {'image-etcd': /^registry\.k8s\.io\/etcd:\S+: \/usr\/local\/bin\/etcd: it is not there$/}},
  {title: 'an image that the store does not name', change: {'/kina/containerd/io.containerd.metadata.v1.bolt/meta.db': 'registry.k8s.io/etcd:3.5.15-0'}, seen: {'image-pause': /store does not have it/}},
  {title: 'a unit that does not start by itself', change: {[`${WANTED}/kubelet.service`]: undefined}, seen: {units: /^not enabled: kubelet\.service$/}},
  {title: 'a sysctl', change: {'/etc/sysctl.d/99-kina.conf': 'net.ipv4.ip_forward = 0\n'}, seen: {sysctls: /does not set net\.ipv4\.ip_forward=1/}},
  {title: 'a version that is not true', change: {'/kind/version': 'v1.30.4\n'}, seen: {kind: /says v1\.30\.4, the image’s label v1\.31\.0/}},
]

describe('verifying a node image for another kind of machine', () => {
  for (const form of ['docker-archive', 'oci'] as const) {
    it(`looks at its files, starts nothing, and leaves nothing: ${form}`, async () => {
      const {verification, calls, left} = await verify(GOOD, {form})
      assert.deepEqual(verification.checks.filter(({status}) => status === 'failed'), [])
      assert.deepEqual([verification.good, verification.arch, verification.kubernetes], [true, otherArch, KUBERNETES])
      for (const id of ['systemd', 'cri', 'sandbox', 'iptables']) assert.deepEqual(finding(verification, id), ['skipped', `needs a node that runs, on a machine of ${otherArch}`])
      for (const id of ['architecture', 'units', 'sysctls', 'kind', 'image-pause']) assert.equal(finding(verification, id)[0], 'ok', id)
      assert.match(verificationText(verification), new RegExp(`^skipped  systemd +needs a node[^]*: \\d+ of ${verification.checks.length} checks passed; \\d+ cannot be made here\\.$`, 'm'))
      assert.ok(!calls.includes('createNode'))
      assert.deepEqual(left, [])
    })
  }

  for (const {title, change, config, seen} of BROKEN) {
    it(`reports ${title}`, async () => {
      const files = Object.fromEntries(Object.entries({...GOOD, ...change}).filter((entry): entry is [string, Entry] => entry[1] !== undefined))
      const {verification} = await verify(files, config === undefined ? {} : {architecture: config})
      for (const [id, text] of Object.entries(seen)) {
        assert.equal(finding(verification, id)[0], 'failed')
        assert.match(finding(verification, id)[1], text)
      }
      assert.equal(verification.good, false)
    })
  }
})

interface Scene {
  readonly architecture?: string
  readonly form?: 'docker-archive' | 'oci'
  readonly emulator?: Emulator | string
}

describe('its programs, emulated', () => {
  /** Of the copies, each of which is known by its header alone: the arguments tell most of them apart. */
  const answers = (change: (args: string) => string | undefined = () => undefined): Emulator => async ([, ...args]) => {
    const line = args.join(' ')
    const text = change(line) ?? (line.startsWith('config') ? Object.values(nodeVersions(KUBERNETES).images).join('\n') : 'v0.0.1')
    return {good: true, text}
  }

  it('name their images and say their versions', async () => {
    const {verification} = await verify(GOOD, {emulator: answers((line) => (line === '-version' ? 'CoreDNS-1.11.1' : undefined))})
    assert.equal(finding(verification, 'image-coredns')[0], 'ok')
    assert.deepEqual(finding(verification, 'runc'), ['failed', 'runc is v0.0.1; v1.1.12 goes with Kubernetes v1.31.0'])
    assert.match(finding(verification, 'image-etcd')[1], /^registry\.k8s\.io\/etcd:3\.5\.15-0 has \/usr\/local\/bin\/etcd of v0\.0\.1$/)
    assert.equal(verification.checks.filter(({status}) => status === 'skipped').length, 4)
  })

  it('decide what has to be in the store', async () => {
    const {verification} = await verify(GOOD, {emulator: answers((line) => (line.startsWith('config') ? 'registry.k8s.io/etcd:3.6.0-0' : undefined))})
    assert.deepEqual(finding(verification, 'image-etcd'), ['failed', 'registry.k8s.io/etcd:3.6.0-0: containerd’s store does not have it'])
  })

  it('that do not run are failures', async () => {
    const {verification} = await verify(GOOD, {emulator: async () => ({good: false, why: 'Exec format error', text: ''})})
    assert.equal(finding(verification, 'runc')[1], 'runc does not run: Exec format error')
    assert.match(finding(verification, 'image-etcd')[1], /Exec format error$/)
  })
})

describe('verifying a node image', () => {
  it('starts no node of one for another kind of machine', async () => {
    const fake = fakeRuntime({images: [REF]})
    const archive = await archiveOf(otherArch, GOOD)
    fake.backend.images.save = async (_refs, _ctx, write) => void (await write(archive))
    await withApp({runtimes: [fake]}, async (app) => {
      const {arch, checks} = await verifyImage(app, {runtime: selected(fake), ref: REF, stored: {...fake.world.images.get(REF)!, labels: {[IMAGE_LABELS.arch]: otherArch}}}, quietStep)
      assert.deepEqual([arch, checks[0]?.id], [otherArch, 'architecture'])
      assert.ok(!fake.calls.includes('createNode'))
    })
  })
})

function finding({checks}: Verification, id: string): [string, string] {
  const {status, seen} = checks.find((check) => check.id === id)!
  return [status, seen]
}

async function verify(files: Readonly<Record<string, Entry>>, {architecture = otherArch, form, emulator = 'no QEMU'}: Scene = {}): Promise<{verification: Verification; calls: readonly string[]; left: readonly string[]}> {
  const fake = fakeRuntime({images: [REF]})
  const archive = await archiveOf(architecture, files, form)
  fake.backend.images.save = async (_refs, _ctx, write) => void (await write(archive))
  const labels = {[IMAGE_LABELS.inputs]: 'x', [IMAGE_LABELS.kubernetes]: KUBERNETES, [IMAGE_LABELS.arch]: otherArch}
  const result: {verification?: Verification; left?: string[]} = {}
  await withApp({runtimes: [fake]}, async (app) => {
    const options = {runtime: selected(fake), ref: REF, stored: {...fake.world.images.get(REF)!, labels}, arch: otherArch, emulator}
    result.verification = {ref: REF, id: '', runtime: 'fake', own: true, arch: otherArch, ...(await verifyForeign(app, options, () => {}))}
    result.left = await readdir(join(app.cacheRoot, 'build'))
  })
  return {verification: result.verification!, calls: fake.calls, left: result.left!}
}
