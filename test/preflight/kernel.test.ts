import assert from 'node:assert/strict'
import {text} from 'node:stream/consumers'
import {kernelNeeds, type CiliumParts} from '../../plugins/cni-cilium/src/kernel.js'
import type {App} from '../../src/app.js'
import {decide} from '../../src/cluster/decide.js'
import {emptyConfig} from '../../src/config/merge.js'
import type {CniInstaller, KernelNeed, Registration} from '../../src/contract/index.js'
import {diagnoseKernel, kernelSuffices} from '../../src/preflight/kernel-diagnosis.js'
import {kernelText} from '../../src/report/kernel-text.js'
import {fakeRuntime, type FakeExecHandler, type FakeRuntime} from '../../src/testing/index.js'
import {scriptedNode} from '../cluster/scripted-node.js'
import {quietStep, withApp} from '../cluster/test-app.js'
import {eachLine, RUN_EACH} from '../emulators/container/kernels/run-each.ts'
import {profileExec} from '../kernel/profile-node.js'

const IMAGE = 'example.org/node:v1'
const parts: CiliumParts = {version: '1.19.6', replacesKubeProxy: true, tunnel: 'vxlan', masquerade: 'bpf', l7: false, hubble: false, encryption: null, bandwidthManager: false, ipv6: false, netkit: false}

/** A CNI with Cilium's needs; its option `l7` is one of them. */
function cilium(needs = (l7: boolean): readonly KernelNeed[] => kernelNeeds({...parts, l7})): Registration<CniInstaller> {
  const options = {type: 'object', additionalProperties: false, properties: {l7: {type: 'boolean'}}}
  const load = async (): Promise<CniInstaller> => ({needs: (_network, {l7 = false}) => ({replacesKubeProxy: true, kernel: needs(l7 as boolean), images: []}), install: async () => {}, ready: async () => ({met: true})})
  return {apiVersion: 1, name: 'cilium', summary: 'For tests', options, load}
}

interface Scene {
  readonly app: App
  readonly fake: FakeRuntime
  readonly logged: readonly string[]
}

/** A runtime whose nodes boot the kernel of an emulated Mac. */
async function onKernel(name: string, work: (scene: Scene) => Promise<void>, {needs, also}: {readonly needs?: (l7: boolean) => readonly KernelNeed[]; readonly also?: FakeExecHandler} = {}): Promise<void> {
  const answers = profileExec(name)
  const version: FakeExecHandler = ({argv}) => (argv.join(' ') === 'cat /kind/version' ? 'v1.37.2\n' : undefined)
  const about: FakeExecHandler = async ({argv, stdin}) => (['uname', 'zcat', 'grep', RUN_EACH].includes(argv[0] ?? '') ? answers(argv, await text(stdin)) : undefined)
  const fake = fakeRuntime({images: [IMAGE], kernelPerNode: true, exec: [version, ...(also ? [also] : []), about, scriptedNode([])]})
  await withApp({runtimes: [fake], cnis: [cilium(needs)]}, (app, logged) => work({app, fake, logged}))
}

const create = (app: App) => decide(app, {...emptyConfig, name: 'dev', image: IMAGE, cni: 'cilium'}, quietStep, {dryRun: false})

describe('creating a cluster whose CNI a stock kernel is not enough for', () => {
  it('says what is missing, in whose log it would show, and what to do, before anything is made', () =>
    onKernel('6.18.15', async ({app, fake}) => {
      await assert.rejects(create(app), {
        code: 'E_KERNEL_FEATURE',
        message: 'The kernel 6.18.15 lacks what the CNI cilium needs: bpf-jit.',
        detail: 'bpf-jit: the agent does not start with interpreted BPF programs\n  seen: CONFIG_BPF_JIT=n; CONFIG_HAVE_EBPF_JIT=y; bpf(2): the program was not compiled: EINVAL\n  log of cilium-agent: Require support for the eBPF JIT (CONFIG_HAVE_EBPF_JIT=y and CONFIG_BPF_JIT=y)',
        next: ['Give nodes a kernel that has it: kina cluster create --kernel FILE', 'Choose another CNI with --cni; kina plugins shows which there are.', 'All of this kernel: kina doctor --kernel --cni cilium --runtime fake'],
      })
      assert.deepEqual([fake.world.nodes.size, fake.world.networks.size], [0, 0])
    }))

  it('says it of all features at once on an older one', () =>
    onKernel('6.12.28', ({app}) => assert.rejects(create(app), {message: 'The kernel 6.12.28 lacks what the CNI cilium needs: bpf-jit, policy-routing, vxlan.'})))

  it('goes on where what is missing is not needed for all, and warns of it', () =>
    onKernel('6.18.15', async ({app, logged}) => {
      assert.deepEqual((await create(app)).plan.kernel, ['bpf', 'xt_socket'])
      assert.deepEqual(logged.filter((line) => line.startsWith('warn')), ['warn: The kernel 6.18.15 lacks xt_socket: a slower path (an option)'])
    }, {needs: () => [{feature: 'bpf', why: 'programs'}, {feature: 'xt_socket', why: 'a slower path', avoid: 'an option', optional: true}]}))

  it('goes on with one that has all', () => onKernel('kina', async ({app}) => assert.equal((await create(app)).plan.cni, 'cilium')))

  it('tries again what was missing when the kernel was looked at', () => {
    let loaded = false
    const module: FakeExecHandler = async ({argv, stdin}) => (argv[0] === RUN_EACH && loaded ? eachLine(await text(stdin), () => ({code: 0, stderr: ''})) : undefined)
    return onKernel('6.18.15', async ({app, fake}) => {
      await assert.rejects(create(app), {code: 'E_KERNEL_FEATURE'})
      loaded = true
      await create(app)
      assert.equal(fake.world.nodes.size, 0)
    }, {also: module})
  })
})

describe('a kernel for doctor', () => {
  it('is looked at in a node that is gone afterwards, with what a CNI needs by its options', () =>
    onKernel('6.18.15', async ({app, fake}) => {
      const diagnosis = await diagnoseKernel(app, {image: IMAGE, cni: 'cilium', cniOption: ['l7=true']}, quietStep)
      assert.deepEqual(diagnosis.lacks.map(({need}) => [need.feature, need.optional ?? false]), [['bpf-jit', false], ['socket-destroy', true], ['xt_socket', true]])
      assert.match(kernelText(diagnosis), /^ +fix: Avoid it: Cilium’s value l7Proxy: false$/m)
      assert.deepEqual([kernelSuffices(diagnosis), fake.world.nodes.size], [false, 0])
      assert.deepEqual(JSON.parse(JSON.stringify(diagnosis)), diagnosis)
    }))

  it('is enough without a CNI that needs more', () =>
    onKernel('6.18.15', async ({app}) => {
      const diagnosis = await diagnoseKernel(app, {image: IMAGE}, quietStep)
      assert.deepEqual([diagnosis.lacks, kernelSuffices(diagnosis)], [[], true])
      assert.match(kernelText(diagnosis), /What a CNI needs of these: kina doctor --kernel --cni NAME$/)
    }))

  it('is not looked at without an image, with wrong options, or with another kernel where nodes have the machine’s', () =>
    onKernel('6.18.15', async ({app, fake}) => {
      await assert.rejects(diagnoseKernel(app, {}, quietStep), {code: 'E_IMAGE_MISSING', message: /the image kina\/node:v1\.31\.0 is not in the store of fake/})
      await assert.rejects(diagnoseKernel(app, {image: IMAGE, cni: 'cilium', cniOption: ['l7=perhaps']}, quietStep), {code: 'E_CONFIG_INVALID', exit: 2})
      await assert.rejects(diagnoseKernel(app, {image: IMAGE, cni: 'nosuch'}, quietStep), {code: 'E_PROVIDER_UNKNOWN'})
      delete (fake.backend as {kernelPerNode?: boolean}).kernelPerNode
      await assert.rejects(diagnoseKernel(app, {image: IMAGE, kernelFile: '/vmlinux'}, quietStep), {code: 'E_CONFIG_INVALID', exit: 2, message: /cannot boot \/vmlinux/})
      assert.equal(fake.world.networks.size, 0)
    }))
})
