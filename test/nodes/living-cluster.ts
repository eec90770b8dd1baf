import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import type {App} from '../../src/app.js'
import type {ClusterContext, ClusterPlan, CniInstaller, ExecResult} from '../../src/contract/index.js'
import {fakeContext, fakeRuntime, type FakeExecHandler, type FakeRuntime} from '../../src/testing/index.js'
import {adminConf} from '../cluster/scripted-node.js'
import {withApp} from '../cluster/test-app.js'
import {examplePlan} from '../plan/example-plan.js'

export interface Given {
  readonly controlPlanes?: number
  readonly workers?: number
  /** What `kubectl drain` of a node gives. Default: it has no pods. */
  readonly drain?: (node: string) => Partial<ExecResult>
  /** Budgets and pods of the API. */
  readonly budgets?: readonly object[]
  /** Instead of joining. */
  readonly join?: (node: string) => Promise<string> | string
  readonly signal?: AbortSignal
}

/** A cluster of fakes that keeps what is told to it: objects of its API, members of etcd, and what the order of all that was. */
export interface LivingCluster {
  readonly app: App
  readonly fake: FakeRuntime
  readonly plan: ClusterPlan
  readonly journal: string[]
  readonly logged: readonly string[]
  /** Names of Node objects, of members of etcd, and of secrets. */
  readonly objects: Set<string>
  readonly members: Set<string>
  readonly secrets: Set<string>
  /** Who has asked for a certificate: the kubelets that join, by their token. */
  readonly requests: Set<string>
  readonly record: () => ClusterPlan
  readonly balancer: () => string | undefined
  readonly stop: (node: string) => Promise<void>
}

const IMAGE = 'kina/node:v1.31.0'

export async function livingCluster(given: Given, work: (cluster: LivingCluster) => Promise<void>): Promise<void> {
  const {controlPlanes = 1, workers = 1} = given
  const plan: ClusterPlan = {...examplePlan({controlPlanes, workers}), readyTimeoutSeconds: 0}
  const state = {
    journal: [] as string[],
    objects: new Set(plan.nodes.flatMap(({role, name}) => (role === 'load-balancer' ? [] : [name]))),
    members: new Set(plan.nodes.flatMap(({role, name}) => (role === 'control-plane' ? [name] : []))),
    secrets: new Set<string>(),
    requests: new Set<string>(),
    record: JSON.stringify(plan),
  }
  const fake = fakeRuntime({images: [IMAGE], exec: [programs(state, given)]})
  const createNode = await fake.backend.prepare(plan, fakeContext())
  for (const node of plan.nodes) await createNode(node)
  const note = (what: string, {nodes, plan: told}: ClusterContext) => void state.journal.push(`${what} on ${nodes.map(({name}) => name).join(' ')} by a plan of ${told.nodes.map(({name}) => name).join(' ')}`)
  const cni: CniInstaller = {
    needs: () => ({replacesKubeProxy: false, kernel: [], images: []}),
    place: async ({name}, {podCidr}) => void state.journal.push(`place on ${name} ${podCidr}`),
    install: async (cluster) => note('install', cluster),
    ready: async () => ({met: true}),
  }
  const stop: LivingCluster['stop'] = async (name) => fake.backend.power!.stop((await fake.backend.listNodes(fakeContext())).find((node) => node.name === name)!, fakeContext())
  const removeNode = fake.backend.removeNode!
  Object.assign(fake.backend, {removeNode: (...args: Parameters<typeof removeNode>) => (state.journal.push(`remove ${args[0].name}`), removeNode(...args))})
  await withApp({runtimes: [fake], cnis: [{apiVersion: 1, name: 'some', summary: '', load: async () => cni}], ...(given.signal && {signal: given.signal})}, (app, logged) =>
    work({...state, app, fake, plan, logged, stop, record: () => JSON.parse(state.record) as ClusterPlan, balancer: () => fake.world.nodes.get('dev-load-balancer')?.files.get('/etc/kina/load-balancer.env')}),
  )
}

interface State {
  readonly journal: string[]
  readonly objects: Set<string>
  readonly members: Set<string>
  readonly secrets: Set<string>
  readonly requests: Set<string>
  record: string
}

function programs(state: State, given: Given): FakeExecHandler {
  return async ({node, argv, machine, stdin}) => {
    const line = argv.join(' ')
    const kubectl = /^kubectl --kubeconfig \S+ (.*)$/s.exec(line)?.[1]
    if (kubectl !== undefined) return api(state, given, {kubectl, input: await text(stdin)})
    if (line === 'cat /etc/kubernetes/admin.conf') return adminConf()
    if (argv[0] === 'curl') return line.includes('/readyz') ? '200' : etcd(state, line)
    if (argv[0] === 'tar') {
      for await (const entry of Readable.from(stdin).pipe(extract())) machine.files.set(`/${entry.header.name}`, await text(entry))
      return ''
    }
    if (line.startsWith('kubeadm join --config')) {
      if (node.includes('control-plane')) state.members.add(node)
      return given.join?.(node) ?? ''
    }
    if (line.includes('upload-certs')) for (const name of ['kubeadm-certs', 'bootstrap-token-ending']) state.secrets.add(name)
    return ['kubeadm', 'sh', 'systemctl', 'crictl', 'rm', 'sed', '/usr/local/lib/kina/forget-endpoints'].includes(argv[0]) ? '' : undefined
  }
}

function etcd({members, journal}: State, line: string): string {
  const removed = /"ID":"([^"]+)".*member\/remove/.exec(line)?.[1]
  if (removed !== undefined) {
    members.delete(removed)
    journal.push(`${removed} leaves etcd`)
  }
  return JSON.stringify({members: [...members].map((name) => ({ID: name, name, peerURLs: [`https://${name}:2380`]}))})
}

async function api(state: State, given: Given, {kubectl, input}: {readonly kubectl: string; readonly input: string}): Promise<string | Partial<ExecResult>> {
  const words = kubectl.split(' ')
  const object = kubectl.startsWith('apply') ? (JSON.parse(input) as {kind: string; metadata: {name: string}; data: {plan: string}}) : undefined
  if (object?.kind === 'ConfigMap') state.record = object.data.plan
  else if (object) {
    state.secrets.add(object.metadata.name)
    state.requests.add(`system:bootstrap:${object.metadata.name.replace('bootstrap-token-', '')}`)
  } else if (kubectl.includes('get configmap')) return `${state.record}\n`
  else if (kubectl.startsWith('get nodes')) return JSON.stringify({items: [...state.objects].map((name) => ({metadata: {name}, spec: {}, status: {}}))})
  else if (kubectl.startsWith('get pod')) return JSON.stringify({items: given.budgets ?? []})
  else if (kubectl.startsWith('get certificatesigningrequests')) return JSON.stringify({items: [...state.requests].map((username) => ({metadata: {name: username}, spec: {username}}))})
  else if (kubectl.startsWith('delete certificatesigningrequests')) words.forEach((word) => state.requests.delete(word))
  else if (kubectl.includes('get secret kubeadm-certs')) return 'bootstrap-token-ending'
  else if (kubectl.includes('get secrets --selector io.kina.joining')) return JSON.stringify({items: [...state.secrets].filter((name) => /^bootstrap-token-(?!ending)/.test(name)).map((name) => ({metadata: {name, labels: {'io.kina.joining': state.secrets.has('kubeadm-certs') ? 'control-plane' : 'worker'}}}))})
  else if (kubectl.includes('delete secret')) words.forEach((word) => state.secrets.delete(word))
  else if (kubectl.startsWith('patch node')) state.objects.add(words[2]!)
  else if (/^(cordon|uncordon|drain|delete node) /.test(kubectl)) {
    state.journal.push(kubectl.replace(/ --.*/, ''))
    if (kubectl.startsWith('delete')) words.forEach((word) => state.objects.delete(word))
    if (kubectl.startsWith('drain')) return given.drain?.(words[1]!) ?? ''
  }
  return ''
}
