import assert from 'node:assert/strict'
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {text} from 'node:stream/consumers'
import type {App} from '../../src/app.js'
import {decide} from '../../src/cluster/decide.js'
import type {ClusterConfig} from '../../src/config/cluster-config.js'
import {emptyConfig} from '../../src/config/merge.js'
import type {CniInstaller, KernelReport, Registration} from '../../src/contract/index.js'
import {fakeContext, fakeRuntime, testNode, testPlan, type FakeExecHandler, type FakeRuntime, type FakeRuntimeOptions} from '../../src/testing/index.js'
import {current, otherArch} from '../node-image/stored.js'
import {noNeeds} from '../plan/example-plan.js'
import {eachLine, RUN_EACH} from '../emulators/container/kernels/run-each.ts'
import {scriptedNode} from './scripted-node.js'
import {quietStep, withApp} from './test-app.js'

const IMAGE = 'example.org/node:v1'
const OPTIONS = {type: 'object', additionalProperties: false, properties: {port: {type: 'integer'}}}

describe('deciding on a cluster', () => {
  it('touches nothing for a dry run: it looks for clusters and plans', () =>
    scene({}, async ({app, fake, dryRun}) => {
      const {plan} = await dryRun({workers: 1})
      assert.deepEqual(plan.nodes.map(({name}) => name), ['dev-control-plane', 'dev-worker'])
      assert.deepEqual([plan.runtime, plan.cni, plan.image], ['fake', 'some', {ref: 'kina/node:v1.31.0', own: true}])
      assert.deepEqual([...new Set(fake.calls)].sort(), ['listClusters', 'listNodes', 'probe'])
      assert.deepEqual(await readdir(app.home), [])
    }))

  it('refuses the name of a cluster that is there', () =>
    scene({}, async ({fake, dryRun}) => {
      const plan = testPlan('dev', 'fake', [testNode('dev', {name: 'dev-control-plane', role: 'control-plane', image: IMAGE})])
      await (await fake.backend.prepare(plan, fakeContext()))(plan.nodes[0])
      await assert.rejects(dryRun(), {code: 'E_CLUSTER_EXISTS', message: 'There is already a cluster "dev" on fake.', next: ['Delete it: kina cluster delete dev', 'Or choose another name: kina cluster create NAME']})
    }))

  it('refuses the name of a ruin, and says so', () =>
    scene({}, async ({fake, dryRun}) => {
      fake.world.networks.add('dev')
      await assert.rejects(dryRun(), {code: 'E_CLUSTER_EXISTS', message: 'Something is left of a cluster "dev" on fake.'})
    }))

  it('refuses a CNI that no plugin registers before any runtime is asked', () =>
    scene({}, async ({fake, dryRun}) => {
      await assert.rejects(dryRun({cni: 'nosuch'}), {code: 'E_PROVIDER_UNKNOWN', exit: 2, message: /no cni called "nosuch"\. Registered: some/})
      assert.deepEqual(fake.calls, [])
    }))

  it('refuses a runtime that no plugin registers', () =>
    scene({}, ({dryRun}) => assert.rejects(dryRun({runtime: 'nosuch'}), {code: 'E_PROVIDER_UNKNOWN', exit: 2, message: /no runtime called "nosuch"\. Registered: fake/})))

  it('says why no runtime is available', () =>
    scene({runtime: {probe: {available: false, reason: 'podman is not installed', fix: 'Install it'}}}, ({dryRun}) =>
      assert.rejects(dryRun(), {code: 'E_RUNTIME_UNAVAILABLE', exit: 1, detail: 'fake: podman is not installed (Install it)'})))

  it('refuses more nodes than the runtime allows here before anything is looked for, dry run or not', () =>
    scene({runtime: {probe: {available: true, version: '1.0', nodeLimit: {max: 1, reason: 'nodes do not reach each other'}}}}, async ({fake, dryRun, decideNow}) => {
      for (const run of [dryRun, decideNow]) {
        await assert.rejects(run({workers: 2}), {code: 'E_NODE_LIMIT', exit: 2, message: 'The runtime fake allows one node in a cluster on this machine, and 3 are asked for: nodes do not reach each other'})
      }
      assert.deepEqual([...new Set(fake.calls)], ['probe'])
      assert.equal((await dryRun({workers: 0})).plan.nodes.length, 1)
    }))

  it('says once what is worth knowing of the runtime that was chosen', () =>
    scene({runtime: {probe: {available: true, version: '9.0', notes: ['It is newer than what is known.']}}}, async ({logged, dryRun}) => {
      await dryRun()
      assert.deepEqual(logged, ['info: Runtime fake: It is newer than what is known.'])
    }))

  it('checks the options of the CNI and of the runtime against their schemas', () =>
    scene({}, async ({dryRun}) => {
      await assert.rejects(dryRun({cniOptions: {port: 'x'}}), {code: 'E_CONFIG_INVALID', exit: 2, message: 'Options of cni some are wrong', detail: 'port: expected a whole number, found the string "x"'})
      await assert.rejects(dryRun({runtimeOptions: {colour: 'red'}}), {code: 'E_CONFIG_INVALID', exit: 2, message: 'Options of runtime fake are wrong', detail: 'colour: it takes no options'})
      assert.deepEqual((await dryRun({cniOptions: {port: 1}})).plan.cniOptions, {port: 1})
    }))

  it('plans without a CNI on demand', () =>
    scene({}, async ({dryRun}) => {
      const {plan, chosen} = await dryRun({cni: null})
      assert.deepEqual([plan.cni, chosen.cni, plan.network.kubeProxy], [null, null, 'iptables'])
    }))

  it('lets the CNI say what it needs of the network, and plans for it', () => {
    const images = [{ref: 'example.org/cni:v1', sources: [{type: 'registry'}]}] as const
    return scene({cni: {needs: () => ({replacesKubeProxy: true, kernel: [{feature: 'vxlan', why: 'tunnels'}], images, notes: ['Services are mine.']})}}, async ({dryRun, logged}) => {
      const {plan} = await dryRun()
      assert.deepEqual(logged, ['info: Services are mine.'])
      assert.deepEqual([plan.network.kubeProxy, plan.kernel, plan.cniImages], ['none', ['vxlan'], images])
    })
  })
})

describe('deciding on a node image that the user named', () => {
  it('takes the Kubernetes version from inside it, and looks into it once', () =>
    scene({inside: 'v1.30.4'}, async ({fake, decideNow}) => {
      assert.equal((await decideNow({image: IMAGE})).plan.kubernetesVersion, 'v1.30.4')
      assert.equal(fake.world.nodes.size + fake.world.networks.size, 0)
      const looks = () => fake.calls.filter((call) => call.startsWith('prepare kina-tmp-')).length
      assert.equal(looks(), 1)
      await decideNow({image: IMAGE})
      assert.equal(looks(), 1)
    }))

  it('refuses one that has another Kubernetes than was asked for', () =>
    scene({inside: 'v1.30.4'}, async ({decideNow}) => {
      await assert.rejects(decideNow({image: IMAGE, kubernetesVersion: 'v1.31.0'}), {code: 'E_CONFIG_INVALID', exit: 2, message: `The image ${IMAGE} has Kubernetes v1.30.4, but v1.31.0 is asked for.`})
      assert.equal((await decideNow({image: IMAGE, kubernetesVersion: '1.30.4'})).plan.kubernetesVersion, 'v1.30.4')
    }))

  it('refuses one for another kind of machine before a node of it is started, dry run or not, for one node as for all', () =>
    scene({}, async ({fake, dryRun, decideNow}) => {
      fake.world.images.set('other:1', await current(['other:1'], otherArch))
      for (const run of [dryRun, decideNow]) await assert.rejects(run({image: 'other:1'}), {code: 'E_IMAGE_ARCH', exit: 2, message: new RegExp(`other:1 is for ${otherArch}`)})
      const node = {role: 'control-plane', ports: [], mounts: [], labels: {}, kubeadmPatches: {merge: [], json6902: []}, image: 'other:1'} as const
      await assert.rejects(decideNow({image: IMAGE, nodes: [node]}), {code: 'E_IMAGE_ARCH'})
      assert.ok(!fake.calls.includes('createNode'))
    }))

  it('refuses one that is no node image', () =>
    scene({}, ({decideNow}) => assert.rejects(decideNow({image: IMAGE}), {code: 'E_IMAGE_MISSING', exit: 2, message: /is not a node image: it has no \/kind\/version/})))

  it('refuses one that cannot be had', () =>
    scene({}, ({decideNow}) => assert.rejects(decideNow({image: 'example.org/nosuch:v1'}), {code: 'E_IMAGE_MISSING', message: /nosuch:v1 is not in the store of fake, and cannot be pulled/})))

  it('tries the probes that a CNI brings for features of its own, in a throw-away node that is gone afterwards', () => {
    const features = [{feature: 'theirs', why: 'their tunnels', probe: ['true'] as const}, {feature: 'lost', why: 'their routes', probe: ['false'] as const}, {feature: 'nobodys', why: 'unknown'}]
    return scene({inside: 'v1.31.0', cni: {needs: () => ({...noNeeds, kernel: features})}}, async ({fake, decideNow}) => {
      await assert.rejects(decideNow({image: IMAGE}), {code: 'E_KERNEL_FEATURE', detail: /^lost: their routes\n {2}seen: false: exit code 1\nnobodys: unknown\n {2}seen: kina does not know this feature/})
      assert.equal(fake.world.nodes.size, 0)
    })
  })

  it('refuses a kernel without what the CNI needs', () => {
    const needs = () => ({...noNeeds, kernel: [{feature: 'vxlan', why: 'tunnels between nodes'}]})
    return scene({inside: 'v1.31.0', cni: {needs}, exec: withoutVxlan}, ({decideNow}) =>
      assert.rejects(decideNow({image: IMAGE}), {code: 'E_KERNEL_FEATURE', message: /6\.1\.0-fake lacks what the CNI some needs: vxlan/, detail: 'vxlan: tunnels between nodes\n  seen: no function vxlan_newlink; ip link: Unknown device type.'}))
  })

  it('removes the node it looked into when that cannot be started', () =>
    scene({inside: 'v1.31.0'}, async ({fake, decideNow}) => {
      fake.fail('createNode', new Error('no disk'))
      await assert.rejects(decideNow({image: IMAGE}), /no disk/)
      assert.equal(fake.world.networks.size, 0)
    }))
})

describe('deciding on kernels', () => {
  const kernelOf: FakeExecHandler = async ({argv, machine}) => (argv[0] === 'uname' ? await readFile(machine.plan.kernel ?? fail(), 'utf8') : undefined)
  const fail = (): never => {
    throw new Error('no kernel was given')
  }
  const worker = {role: 'worker', labels: {}, mounts: [], ports: [], kubeadmPatches: {merge: [], json6902: []}} as const

  it('refuses one on a runtime whose nodes have the machine’s, before anything is looked for', () =>
    scene({}, async ({fake, dryRun, decideNow}) => {
      for (const run of [dryRun, decideNow]) await assert.rejects(run({kernel: '/vmlinux'}), {code: 'E_CONFIG_INVALID', exit: 2, message: /Nodes of the runtime fake have the kernel of the machine they run on, and cannot boot \/vmlinux/})
      await assert.rejects(dryRun({nodes: [{...worker, role: 'control-plane'}, {...worker, kernel: '/other'}]}), {code: 'E_CONFIG_INVALID', message: /cannot boot \/other/})
      assert.deepEqual([...new Set(fake.calls)], ['probe'])
    }))

  it('looks at each of them once, in a node that boots it with the options of the runtime', () =>
    scene({runtime: {kernelPerNode: true, images: [IMAGE]}, takes: OPTIONS, inside: 'v1.31.0', exec: kernelOf}, async ({app, fake, decideNow}) => {
      const [old, young] = [`${app.home}/old`, `${app.home}/young`]
      await writeFile(old, '5.0')
      await writeFile(young, '7.0')
      const looks = () => fake.calls.filter((call) => call.startsWith('prepare kina-tmp-')).length
      const {prepare} = fake.backend
      const options: unknown[] = []
      fake.backend.prepare = async (plan, ctx) => (options.push(plan.runtimeOptions), prepare(plan, ctx))
      const {plan} = await decideNow({image: IMAGE, kernel: old, runtimeOptions: {port: 1}, nodes: [{...worker, role: 'control-plane'}, {...worker, kernel: young}, worker]})
      assert.deepEqual([plan.nodes.map((node) => node.kernel), looks(), options], [[old, young, old], 2, [{port: 1}, {port: 1}]])
      await decideNow({image: IMAGE, kernel: young})
      assert.equal(looks(), 2)
      await writeFile(young, '7.1')
      await decideNow({image: IMAGE, kernel: young})
      assert.equal(looks(), 3)
    }))

  it('refuses a cluster of which one kernel lacks what the CNI needs, and asks the CNI about what all have', () => {
    const asked: KernelReport[] = []
    const needs: CniInstaller['needs'] = (_network, _options, kernel) => (asked.push(kernel), {...noNeeds, kernel: [{feature: 'vxlan', why: 'tunnels'}]})
    const lacks: FakeExecHandler = async (call) => (call.machine.plan.kernel?.endsWith('old') ? await withoutVxlan(call) : undefined) ?? kernelOf(call)
    return scene({runtime: {kernelPerNode: true, images: [IMAGE]}, inside: 'v1.31.0', cni: {needs}, exec: lacks}, async ({app, decideNow}) => {
      await writeFile(`${app.home}/old`, '5.0')
      await writeFile(`${app.home}/young`, '7.0')
      const nodes = [{...worker, role: 'control-plane', kernel: `${app.home}/young`}, {...worker, kernel: `${app.home}/old`}] as const
      await assert.rejects(decideNow({image: IMAGE, nodes}), {code: 'E_KERNEL_FEATURE', message: /^The kernel 5\.0 lacks what the CNI some needs: vxlan/})
      assert.deepEqual([asked.length, asked[0]?.release, asked[0]?.features['vxlan']?.present, asked[0]?.features['bridge']?.present], [1, '7.0, 5.0', false, true])
    })
  })
})

describe('the file of a cluster’s own kubeconfig', () => {
  it('of somebody else is found before anything is made', () =>
    scene({}, async ({app, dryRun}) => {
      await mkdir(`${app.home}/.kube`)
      await writeFile(`${app.home}/.kube/dev`, 'apiVersion: v1\nkind: Config\nclusters: [{name: mine, cluster: {server: "https://x"}}]\n')
      await assert.rejects(dryRun(), {code: 'E_KUBECONFIG_INVALID', message: /not kina's/})
    }))
})

interface Scene {
  readonly app: App
  readonly fake: FakeRuntime
  readonly logged: readonly string[]
  readonly dryRun: (config?: Partial<ClusterConfig>) => ReturnType<typeof decide>
  readonly decideNow: (config?: Partial<ClusterConfig>) => ReturnType<typeof decide>
}

interface Given {
  readonly runtime?: FakeRuntimeOptions
  /** Schema of its options. Absent: it takes none. */
  readonly takes?: typeof OPTIONS
  readonly cni?: Partial<CniInstaller>
  /** What /kind/version of the image says. Absent: there is no such file. */
  readonly inside?: string
  readonly exec?: FakeExecHandler
}

/** A node whose kernel has all that is tried but VXLAN. */
const withoutVxlan: FakeExecHandler = async ({argv, stdin}) => {
  if (argv[0] !== RUN_EACH) return undefined
  return eachLine(await text(stdin), (command) => (command.includes('vxlan') ? {code: 2, stderr: 'Unknown device type.'} : {code: 0, stderr: ''}))
}

async function scene(given: Given, work: (scene: Scene) => Promise<void>): Promise<void> {
  const version: FakeExecHandler = ({argv}) => (argv.join(' ') === 'cat /kind/version' && given.inside !== undefined ? `${given.inside}\n` : undefined)
  const fake = fakeRuntime({images: [IMAGE], ...given.runtime, exec: [...(given.exec ? [given.exec] : []), version, scriptedNode([])]})
  const installer: CniInstaller = {needs: () => noNeeds, install: async () => {}, ready: async () => ({met: true}), ...given.cni}
  const cni: Registration<CniInstaller> = {apiVersion: 1, name: 'some', summary: 'For tests', options: OPTIONS, load: async () => installer}
  const runtime = given.takes ? {...fake, registration: {...fake.registration, options: given.takes}} : fake
  await withApp({runtimes: [runtime], cnis: [cni]}, async (app, logged) => {
    const run = (dryRun: boolean) => (config: Partial<ClusterConfig> = {}) => decide(app, {...emptyConfig, name: 'dev', ...config}, quietStep, {dryRun})
    await work({app, fake, logged, dryRun: run(true), decideNow: run(false)})
  })
}
