import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {kernelNeeds, type CiliumParts} from '../../plugins/cni-cilium/src/kernel.js'
import {collectEvidence, type KernelEvidence} from '../../src/kernel/evidence.js'
import {KERNEL_FEATURES} from '../../src/kernel/features.js'
import {judge} from '../../src/kernel/judge.js'
import {lacksIn} from '../../src/kernel/lacks.js'
import {remediesOf} from '../../src/kernel/remedy.js'
import {kernelText} from '../../src/report/kernel-text.js'
import {PROFILES} from '../emulators/container/kernels/profiles.ts'
import {assertGolden} from '../golden.js'
import {profileNode} from './profile-node.js'

/** Cilium with all that a kernel may lack, so that the reports show it. */
const parts: CiliumParts = {version: '1.20.4', replacesKubeProxy: true, tunnel: 'vxlan', masquerade: 'bpf', l7: true, hubble: true, encryption: 'wireguard', bandwidthManager: true, ipv6: false, netkit: false}

async function report(evidence: KernelEvidence, {runtime, kernelPerNode}: {readonly runtime: string; readonly kernelPerNode: boolean}): Promise<string> {
  const findings = judge(evidence)
  const needs = kernelNeeds(parts)
  // Nothing of Cilium's needs is to be tried again: all are of core's list.
  const lacks = await lacksIn(profileNode('kina'), needs, findings)
  return `${kernelText({runtime, image: 'kina/node:v1.37.2', release: evidence.release, findings, cni: 'cilium', needs, lacks, remedies: lacks.map((lack) => remediesOf(lack, {kernelPerNode}))})}\n`
}

describe('the report about a kernel, for Cilium', () => {
  for (const {name} of PROFILES) {
    it(`that a Mac's guests boot: ${name}`, async () => {
      assertGolden(`kernel/mac-${name}.txt`, await report(await collectEvidence(profileNode(name), 'darwin'), {runtime: 'apple', kernelPerNode: true}))
    })
  }

  /** The options alone that are looked at; the first line of each says whose they are. */
  const RECORDED: readonly (readonly [name: string, release: string])[] = [
    ['microvm-6.18', '6.18.44'],
    ['debian-12', '6.1.192'],
    ['containerization', '6.18.5-cz'],
    ['minimal', '6.6.0-minimal'],
  ]
  for (const [name, release] of RECORDED) {
    it(`of which only the configuration is known: ${name}`, async () => {
      const config = readFileSync(new URL(`../fixtures/kernels/${name}.config`, import.meta.url), 'utf8')
      assertGolden(`kernel/recorded-${name}.txt`, await report({release, config, symbols: null, trials: {}}, {runtime: 'podman', kernelPerNode: false}))
    })
  }

  it('of which the ways differ says so, and believes what was tried', async () => {
    const config = readFileSync(new URL('../fixtures/kernels/debian-12.config', import.meta.url), 'utf8')
    const symbols = KERNEL_FEATURES.flatMap((spec) => (spec.feature === 'netkit' ? [] : spec.symbols.flatMap((symbol) => symbol.split('|'))))
    const trials = {
      vxlan: [{by: 'ip link', error: 'RTNETLINK answers: Operation not supported'}],
      'bpf-jit': [{by: 'bpf(2)', error: 'loading a BPF program: EPERM'}],
      netkit: [{by: 'ip link', error: null}],
    }
    assertGolden('kernel/ways-differ.txt', await report({release: '6.1.192', config, symbols, trials}, {runtime: 'podman', kernelPerNode: false}))
  })

  it('of which nothing can be seen refuses nothing', async () => {
    const text = await report({release: '6.0', config: null, symbols: null, trials: {}}, {runtime: 'podman', kernelPerNode: false})
    assert.match(text, /^vxlan +unknown +unknown +not tried +not known +cilium$/m)
    assert.match(text, /^cilium finds all it needs\.$/m)
  })
})
