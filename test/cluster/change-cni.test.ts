import assert from 'node:assert/strict'
import type {App} from '../../src/app.js'
import {uninstallCni, upgradeCni} from '../../src/cluster/change-cni.js'
import type {ClusterContext, ClusterPlan, CniInstaller} from '../../src/contract/index.js'
import {fakeContext, fakeRuntime, testNode, testPlan, type FakeExecHandler} from '../../src/testing/index.js'
import {quietStep, withApp} from './test-app.js'

const IMAGE = 'kina/node:v1.31.0'
const schema = {type: 'object', additionalProperties: false, properties: {mtu: {type: 'integer'}, port: {type: 'integer'}}}

describe('changing the CNI of a cluster that runs', () => {
  it('installs it again with its options as they were, but for those given anew, and writes that down', () =>
    scene({}, async ({app, calls, ran}) => {
      assert.deepEqual(await upgradeCni(app, {name: 'dev', cniOption: ['mtu=1300']}, quietStep), {cluster: 'dev', cni: 'some'})
      assert.deepEqual(calls, [{what: 'install', options: {port: 1, mtu: 1300}, nodes: ['dev-control-plane', 'dev-worker']}])
      const [written] = ran.filter(({line}) => line.includes('apply --server-side'))
      assert.deepEqual((JSON.parse((JSON.parse(written?.stdin ?? '') as {data: {plan: string}}).data.plan) as ClusterPlan).cniOptions, {port: 1, mtu: 1300})
    }))

  it('refuses options that the CNI does not have, before anything is done', () =>
    scene({}, async ({app, calls}) => {
      await assert.rejects(upgradeCni(app, {name: 'dev', cniOption: ['colour=red']}, quietStep), {code: 'E_CONFIG_INVALID', exit: 2})
      assert.deepEqual(calls, [])
    }))

  it('takes it away once the pods of controllers are gone and before others come', () =>
    scene({}, async ({app, ran}) => {
      await uninstallCni(app, 'dev', quietStep)
      const kubectl = ran.map(({line}) => line.replace(/^.*admin\.conf /, ''))
      const order = ['cordon dev-control-plane dev-worker', '--namespace default delete pods web --ignore-not-found --grace-period=10 --wait --timeout=120s', 'the CNI is taken away', 'uncordon dev-control-plane dev-worker']
      assert.deepEqual(kubectl.filter((line) => order.includes(line) || line.includes('delete pods')), order)
    }))

  it('lets pods come again when it cannot be taken away', () =>
    scene({uninstall: () => Promise.reject(new Error('no'))}, async ({app, ran}) => {
      await assert.rejects(uninstallCni(app, 'dev', quietStep), /no/)
      assert.match(ran.at(-1)?.line ?? '', /uncordon/)
    }))

  it('lets pods come again when it is interrupted', async () => {
    const ctrlC = new AbortController()
    const uninstall = async () => {
      ctrlC.abort(new Error('interrupted'))
      throw ctrlC.signal.reason
    }
    await scene({uninstall}, async ({app, ran}) => {
      await assert.rejects(uninstallCni({...app, signal: ctrlC.signal}, 'dev', quietStep), /interrupted/)
      assert.match(ran.at(-1)?.line ?? '', /uncordon/)
    })
  })

  it('says so where the CNI knows no way back', () =>
    scene({uninstall: undefined}, async ({app, ran}) => {
      await assert.rejects(uninstallCni(app, 'dev', quietStep), {code: 'E_CNI_FAILED', message: 'The CNI some cannot be taken away from a cluster.'})
      assert.ok(!ran.some(({line}) => line.includes('cordon')))
    }))

  it('knows nothing of a CNI that kina has not installed', () =>
    scene({record: ''}, async ({app}) => {
      await assert.rejects(upgradeCni(app, {name: 'dev', cniOption: []}, quietStep), {code: 'E_CNI_FAILED', message: /kina has installed no CNI/})
    }))
})

interface Given {
  readonly uninstall?: CniInstaller['uninstall']
  /** What the cluster has written down. Default: the plan it was made by. */
  readonly record?: string
}

interface Scene {
  readonly app: App
  readonly calls: {readonly what: string; readonly options: unknown; readonly nodes: readonly string[]}[]
  readonly ran: {readonly line: string; readonly stdin: string}[]
}

/** A cluster of two nodes, which lists its worker first. */
async function scene(given: Given, work: (scene: Scene) => Promise<void>): Promise<void> {
  const ran: Scene['ran'] = []
  const calls: Scene['calls'] = []
  const nodes = [testNode('dev', {name: 'dev-control-plane', role: 'control-plane', image: IMAGE}), testNode('dev', {name: 'dev-worker', image: IMAGE})] as const
  const plan: ClusterPlan = {...testPlan('dev', 'fake', nodes), cni: 'some', cniOptions: {port: 1, mtu: 1500}}
  const exec: FakeExecHandler = async ({argv, stdin}) => {
    const line = argv.join(' ')
    let input = ''
    for await (const chunk of stdin) input += Buffer.from(chunk as Uint8Array).toString()
    ran.push({line, stdin: input})
    if (line.includes('get configmap')) return given.record ?? JSON.stringify(plan)
    if (line.includes('get nodes')) return 'dev-control-plane dev-worker'
    return line.includes('get pods') ? JSON.stringify({items: PODS}) : ''
  }
  const fake = fakeRuntime({images: [IMAGE], exec: [exec]})
  const createNode = await fake.backend.prepare(plan, fakeContext())
  for (const node of [nodes[1], nodes[0]]) await createNode(node)
  const note = (what: string) => async ({plan: {cniOptions}, nodes: given}: ClusterContext) => void calls.push({what, options: cniOptions, nodes: given.map(({name}) => name)})
  const provider: CniInstaller = {
    needs: () => ({replacesKubeProxy: false, kernel: [], images: []}),
    install: note('install'),
    ready: async () => ({met: true}),
    ...('uninstall' in given ? given.uninstall && {uninstall: given.uninstall} : {uninstall: async () => void ran.push({line: 'the CNI is taken away', stdin: ''})}),
  }
  const cnis = [{apiVersion: 1, name: 'some', summary: '', options: schema, load: async () => provider}] as const
  await withApp({runtimes: [fake], cnis}, (app) => work({app, calls, ran}))
}

const PODS = [
  {metadata: {namespace: 'default', name: 'web', ownerReferences: [{controller: true}]}, spec: {}},
  {metadata: {namespace: 'default', name: 'bare'}, spec: {}},
  {metadata: {namespace: 'kube-system', name: 'proxy', ownerReferences: [{controller: true}]}, spec: {hostNetwork: true}},
]
