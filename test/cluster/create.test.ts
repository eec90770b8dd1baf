import assert from 'node:assert/strict'
import {access, mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parse} from 'yaml'
import type {App} from '../../src/app.js'
import {createCluster, joinCluster, type Chosen, type Finish} from '../../src/cluster/create.js'
import type {Retain} from '../../src/cluster/retain.js'
import type {ClusterContext, ClusterPlan, CniInstaller, NodePlan} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {freePorts} from '../../src/preflight/free-ports.js'
import type {Step} from '../../src/report/step.js'
import {fakeRuntime, type FakeExecHandler, type FakeRuntime, type FakeRuntimeOptions} from '../../src/testing/index.js'
import {examplePlan, noNeeds} from '../plan/example-plan.js'
import {CA_HASH, members, scriptedNode} from './scripted-node.js'
import {selected, withApp} from './test-app.js'

const IMAGE = 'kina/node:v1.31.0'

interface Given {
  readonly workers?: number
  readonly controlPlanes?: number
  readonly cni?: Partial<CniInstaller> | null
  readonly cniImages?: ClusterPlan['cniImages']
  readonly runtime?: FakeRuntimeOptions
  readonly signal?: AbortSignal
  /** Programs that answer otherwise than {@link scriptedNode}. */
  readonly exec?: FakeExecHandler
}

interface Scene {
  readonly app: App
  readonly fake: FakeRuntime
  readonly plan: ClusterPlan
  /** What happened: `step nodes`, `prepare dev`, `dev-worker: kubeadm join ...`, `cni install`. */
  readonly journal: string[]
  readonly create: (retain?: Retain) => Promise<void>
  /** Up to the joins, and then what is given. */
  readonly join: (finish: Finish<void>) => Promise<void>
}

/** Of kubeadm init; the others run before it or beside it. */
const SKIPPED = 'preflight,certs,kubeconfig,wait-control-plane,bootstrap-token,kubelet-finalize,addon,show-join-command'

describe('creating a cluster', () => {
  it('goes from the runtime to the nodes, the control plane, the kubeconfig, the workers, and to the CNI at last', () =>
    scene({workers: 1}, async ({journal, create}) => {
      await create()
      const order = [
        'step runtime', 'prepare dev', 'step nodes', 'createNode dev-control-plane', 'createNode dev-worker', 'dev-control-plane: crictl --timeout 2s version',
        'dev-control-plane: systemctl restart kina-node.service', 'step control-plane', 'dev-control-plane: kubeadm init phase certs all --config /kind/kubeadm.conf',
        'dev-control-plane: kubeadm init phase kubeconfig all --config /kind/kubeadm.conf',
        'dev-control-plane: cat /etc/kubernetes/admin.conf', `dev-control-plane: kubeadm init --config /kind/kubeadm.conf --skip-phases=${SKIPPED}`,
        'dev-control-plane: kubeadm init phase bootstrap-token --config /kind/kubeadm.conf', 'dev-control-plane: kubeadm init phase addon kube-proxy --config /kind/kubeadm.conf', 'step coredns', 'step kubeconfig', 'step join', 'dev-worker: kubeadm join --config /kind/kubeadm.conf --skip-phases=preflight', 'step cni', 'cni install', 'step ready',
      ]
      const places = order.map((entry) => journal.indexOf(entry))
      assert.deepEqual(places, [...places].sort((a, b) => a - b), journal.join('\n'))
      assert.ok(!places.includes(-1), `${order[places.indexOf(-1)]} is not in\n${journal.join('\n')}`)
      // The node object of a worker is patched once it has joined, and CoreDNS is installed before the CNI.
      const join = journal.findIndex((line) => line.startsWith('dev-worker: kubeadm join'))
      const patch = journal.findIndex((line) => /kubectl .* patch node dev-worker /.test(line))
      const coredns = journal.findIndex((line) => /kubectl .* apply --server-side/.test(line))
      assert.ok(join < patch && patch < journal.indexOf('cni install') && coredns !== -1 && coredns < journal.indexOf('cni install'))
    }))

  it('writes the kubeconfig before the CNI is installed, with the address under which this host reaches the API', () => {
    let seen: Record<string, unknown> = {}
    const install = async ({plan}: ClusterContext) => {
      seen = {own: parse(await readFile(plan.kubeconfig.path, 'utf8')), merged: parse(await readFile(plan.kubeconfig.mergedPath, 'utf8'))}
    }
    return scene({cni: {install}}, async ({plan, create}) => {
      await create()
      for (const file of ['own', 'merged']) {
        const config = seen[file] as {clusters: {name: string; cluster: {server: string}}[]; 'current-context': string}
        assert.equal(config['current-context'], 'kina-dev')
        assert.deepEqual(config.clusters.map(({name, cluster}) => [name, cluster.server]), [['kina-dev', `https://127.0.0.1:${plan.api.hostPort}`]])
      }
    })
  })

  it('makes all nodes at once', () =>
    scene({workers: 2, runtime: {bootMs: 20}}, async ({fake, journal, create}) => {
      await create()
      assert.deepEqual(fake.calls, ['prepare dev', 'createNode dev-control-plane', 'createNode dev-worker', 'createNode dev-worker2'])
      assert.deepEqual(journal.filter((line) => line.includes('createNode') || line.includes('crictl')).slice(0, 3), ['createNode dev-control-plane', 'createNode dev-worker', 'createNode dev-worker2'])
    }))

  it('has other control planes join, makes them members of etcd by name, and only then means themselves by the cluster’s name', () =>
    scene({controlPlanes: 3, workers: 1}, async ({fake, journal, create}) => {
      await create()
      const files = (node: string) => fake.world.nodes.get(node)!.files
      assert.equal(files('dev-load-balancer').get('/etc/kina/load-balancer.env'), 'KINA_CONTROL_PLANES="dev-control-plane dev-control-plane2 dev-control-plane3"\n')
      assert.ok(journal.includes(`dev-control-plane: kubeadm init --config /kind/kubeadm.conf --upload-certs --skip-phases=${SKIPPED}`))
      for (const node of ['dev-control-plane2', 'dev-control-plane3']) {
        const own = journal.filter((line) => line.startsWith(`${node}: `)).map((line) => line.slice(node.length + 2))
        const order = ['systemctl restart kina-node.service', 'kubeadm join phase control-plane-prepare all --config /kind/kubeadm.conf', 'kubeadm join --config /kind/kubeadm.conf --skip-phases=preflight,control-plane-prepare', 'sed', 'curl', 'systemctl restart kubelet.service']
        const places = order.map((start) => own.findLastIndex((line) => line.startsWith(start)))
        assert.deepEqual(places.slice(1), [...places.slice(1)].sort((a, b) => a - b), own.join('\n'))
        assert.match(files(node).get('/etc/kina/node.env')!, /KINA_CONTROL_PLANE="yes"/)
        assert.deepEqual(members.get(node), [`https://${node}:2380`])
      }
      assert.ok(!journal.some((line) => /^dev-load-balancer: (kubeadm|ctr)|patch node dev-load-balancer/.test(line)))
    }))

  it('tells every node what it has to know at each start', () =>
    scene({workers: 1}, async ({fake, create}) => {
      await create()
      const env = (node: string) => fake.world.nodes.get(node)!.files.get('/etc/kina/node.env')
      assert.equal(env('dev-control-plane'), 'KINA_ENDPOINT="dev-api"\nKINA_CONTROL_PLANE="yes"\nKINA_SERVICE_CIDRS="10.96.0.0/16"\n')
      assert.equal(env('dev-worker'), 'KINA_ENDPOINT="dev-api"\nKINA_CONTROL_PLANE="no"\nKINA_SERVICE_CIDRS="10.96.0.0/16"\n')
    }))

  it('lets workers join with the token of the control plane and the hash of the CA’s key', () =>
    scene({workers: 1}, async ({fake, create}) => {
      await create()
      const documents = (node: string) => fake.world.nodes.get(node)!.files.get('/kind/kubeadm.conf')!.split('---\n').map((document) => parse(document) as Record<string, unknown>)
      const init = documents('dev-control-plane').find(({kind}) => kind === 'InitConfiguration') as {bootstrapTokens: [{token: string}]}
      const [join] = documents('dev-worker') as [{discovery: {bootstrapToken: object}}]
      const {token} = init.bootstrapTokens[0]
      assert.match(token, /^[a-z0-9]{6}\.[a-z0-9]{16}$/)
      assert.deepEqual(join.discovery.bootstrapToken, {token, apiServerEndpoint: 'dev-api:6443', caCertHashes: [CA_HASH]})
    }))

  it('lets the CNI place its files once a node, with the node’s own plan, before it is installed', () => {
    const placed: [string, NodePlan][] = []
    const place: CniInstaller['place'] = async (node, planned) => void placed.push([node.name, planned])
    return scene({workers: 2, cni: {place, install: async () => void assert.equal(placed.length, 3)}}, async ({plan, create}) => {
      await create()
      assert.deepEqual(placed.sort(([a], [b]) => a.localeCompare(b)), plan.nodes.map((planned) => [planned.name, planned]))
    })
  })

  it('installs no CNI when there is none', () =>
    scene({cni: null}, async ({journal, create}) => {
      await create()
      assert.equal(journal.includes('step cni'), false)
    }))

  it('brings the CNI’s images into every node', () =>
    scene({workers: 1, runtime: {images: [IMAGE, 'example.org/cni:v1']}, cniImages: [{ref: 'example.org/cni:v1', sources: [{type: 'registry'}]}]}, async ({journal, create}) => {
      await create()
      for (const node of ['dev-control-plane', 'dev-worker']) {
        const imported = journal.findIndex((line) => line.startsWith(`${node}: ctr --namespace k8s.io images import `))
        assert.ok(imported !== -1 && imported < journal.indexOf('cni install'), journal.join('\n'))
      }
    }))
})

describe('joining without installing', () => {
  it('hands over a cluster of which all nodes have joined and have the CNI’s files, before the CNI is installed', () => {
    const placed: string[] = []
    return scene({workers: 1, cni: {place: async ({name}) => void placed.push(name)}}, async ({journal, join}) => {
      await join(async ({nodes}, {images}) => {
        await images
        assert.deepEqual(nodes.map(({name}) => name), ['dev-control-plane', 'dev-worker'])
        assert.deepEqual(placed, ['dev-control-plane', 'dev-worker'])
        assert.ok(journal.some((line) => line.startsWith('dev-worker: kubeadm join')))
      })
      assert.deepEqual(journal.filter((line) => /^step (cni|ready)$|^cni install$/.test(line)), [])
    })
  })

  it('removes all when what is done with it fails', () =>
    scene({}, async ({fake, plan, join}) => {
      await assert.rejects(join(() => Promise.reject(new Error('no use'))), /no use/)
      await assertNothingLeft(fake, plan)
    }))
})

describe('a creation that fails before the API answers', () => {
  const kubeadmFails: FakeExecHandler = ({argv}) => (argv[0] === 'kubeadm' && argv[2] === '--config' ? {exitCode: 1, stderr: 'the kubelet is not running'} : undefined)

  for (const retain of ['auto', 'never'] as const) {
    it(`leaves nothing with retain ${retain}`, () =>
      scene({workers: 1, exec: kubeadmFails}, async ({fake, plan, create}) => {
        await assert.rejects(create(retain), /kubeadm init --config .*: exit code 1/)
        await assertNothingLeft(fake, plan)
      }))
  }

  it('keeps what there is with retain always, and says how to delete it', () =>
    scene({exec: kubeadmFails}, async ({fake, create}) => {
      await assert.rejects(create('always'), (error: KinaError) => {
        assert.match(error.message, /kubeadm init/)
        assert.deepEqual(error.next, ['Its nodes are kept for a look.', 'All there is to see, for a bug report: kina logs export dev', 'Delete: kina cluster delete dev'])
        return true
      })
      assert.deepEqual([...fake.world.nodes.keys()], ['dev-control-plane'])
      assert.equal(fake.calls.includes('removeCluster dev'), false)
    }))

  it('waits for the other nodes when one cannot be made, and only then removes all', () =>
    scene({workers: 2, runtime: {bootMs: 50}}, async ({fake, plan, journal, create}) => {
      fake.fail('createNode', new Error('no disk'), 1)
      await assert.rejects(create(), {code: 'E_NODE_CREATE', message: 'Node dev-control-plane: no disk'})
      for (const straggler of ['dev-worker', 'dev-worker2']) {
        const done = journal.indexOf(`${straggler}: systemctl restart kina-node.service`)
        assert.ok(done !== -1 && done < journal.indexOf('removeCluster dev'), journal.join('\n'))
      }
      await assertNothingLeft(fake, plan)
    }))

  it('tells of every node that could not be made', () =>
    scene({workers: 1}, async ({fake, create}) => {
      fake.fail('createNode', new Error('no disk'))
      await assert.rejects(create(), {message: 'Node dev-control-plane: no disk', detail: 'dev-worker: no disk'})
    }))

  it('waits for kubeadm when the CNI cannot place its files, and the other way round', () =>
    scene({cni: {place: () => Promise.reject(new Error('no place'))}}, async ({fake, plan, journal, create}) => {
      await assert.rejects(create(), /no place/)
      const init = journal.indexOf('dev-control-plane: cat /etc/kubernetes/admin.conf')
      assert.ok(init !== -1 && init < journal.indexOf('removeCluster dev'), journal.join('\n'))
      await assertNothingLeft(fake, plan)
    }))

  it('stops fetching the CNI’s images, and waits for that before it removes anything', () =>
    scene({cniImages: [{ref: 'example.org/cni:v1', sources: [{type: 'registry'}]}], exec: kubeadmFails}, async ({fake, plan, journal, create}) => {
      fake.backend.images.pull = async (_ref, {signal}) => {
        journal.push('pull begins')
        await new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(() => (journal.push('pull ends'), reject(new Error('killed'))), 30)))
      }
      await assert.rejects(create(), /kubeadm init/)
      const [begins, ends, removed] = ['pull begins', 'pull ends', 'removeCluster dev'].map((entry) => journal.indexOf(entry)) as [number, number, number]
      assert.ok(begins !== -1 && begins < ends && ends < removed, journal.join('\n'))
      await assertNothingLeft(fake, plan)
    }))

  it('leaves the entries of others in the user’s kubeconfig alone', () =>
    scene({exec: kubeadmFails}, async ({plan, create}) => {
      const others = 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\ncurrent-context: mine\n'
      await writeKubeconfig(plan, others)
      await assert.rejects(create())
      assert.equal(await readFile(plan.kubeconfig.mergedPath, 'utf8'), others)
    }))

  it('tells the first error when removing fails too, with that in its detail', () =>
    scene({exec: kubeadmFails}, async ({fake, plan, create}) => {
      await writeKubeconfig(plan, '{ kina-dev: [')
      fake.fail('removeCluster', new Error('the runtime is gone'))
      await assert.rejects(create(), (error: KinaError) => {
        assert.match(error.message, /^kubeadm init --config .*: exit code 1$/)
        assert.match(error.detail ?? '', /Removing what had been made failed too: the runtime is gone\nRemoving what had been made failed too: .*kube\/config/)
        assert.deepEqual(error.next, ['Remove what is left: kina cluster delete dev'])
        return true
      })
    }))
})

describe('a creation that fails after the API has answered', () => {
  const broken: Partial<CniInstaller> = {install: () => Promise.reject(new KinaError({code: 'E_PROVIDER_FAILED', message: 'no such binary', detail: 'its last words', next: ['Install it.']}))}

  for (const retain of ['auto', 'always'] as const) {
    it(`keeps the cluster with retain ${retain}, and says how to look and how to delete`, () =>
      scene({cni: broken}, async ({fake, plan, create}) => {
        await assert.rejects(create(retain), {
          code: 'E_CNI_FAILED',
          message: 'The CNI some could not be installed: no such binary',
          detail: 'its last words',
          next: ['Install it.', 'The cluster is kept: its API answers.', 'Look: kubectl --context kina-dev get pods -A', 'All there is to see, for a bug report: kina logs export dev', 'Delete: kina cluster delete dev'],
        })
        assert.equal(fake.world.nodes.get('dev-control-plane')?.running, true)
        await access(plan.kubeconfig.path)
      }))
  }

  it('removes it with retain never, the kubeconfig too', () =>
    scene({cni: broken}, async ({fake, plan, create}) => {
      await assert.rejects(create('never'), {code: 'E_CNI_FAILED', next: ['Install it.', 'Everything that had been made is removed again.']})
      await assertNothingLeft(fake, plan)
      assert.doesNotMatch(await readFile(plan.kubeconfig.mergedPath, 'utf8'), /kina-dev/)
    }))

  it('keeps it when a worker cannot join', () => {
    const joinFails: FakeExecHandler = ({argv}) => (argv[1] === 'join' ? {exitCode: 1, stderr: 'no route'} : undefined)
    return scene({workers: 1, exec: joinFails}, async ({fake, journal, create}) => {
      await assert.rejects(create(), (error: KinaError) => error.next.includes('Delete: kina cluster delete dev'))
      assert.equal(fake.world.nodes.size, 2)
      assert.equal(journal.includes('step cni'), false)
    })
  })

  it('says at the step of the CNI, not before, that its images cannot be had', () =>
    scene({cniImages: [{ref: 'example.org/nosuch:v0', sources: [{type: 'registry'}]}]}, async ({fake, journal, create}) => {
      await assert.rejects(create(), (error: KinaError) => {
        assert.equal(error.code, 'E_CNI_FAILED')
        assert.match(error.message, /The CNI some could not be installed: The image example\.org\/nosuch:v0 cannot be had/)
        assert.match(error.detail ?? '', /registry: example\.org\/nosuch:v0: no registry has it/)
        return true
      })
      assert.deepEqual(journal.filter((line) => line.startsWith('step')).slice(-3), ['step kubeconfig', 'step join', 'step cni'])
      assert.equal(journal.includes('cni install'), false)
      assert.equal(fake.world.nodes.size, 1)
    }))
})

describe('an interrupted creation', () => {
  const reason = new KinaError({code: 'E_INTERRUPTED', message: 'Interrupted by SIGINT.', exit: 130})
  const undone = {code: 'E_INTERRUPTED', message: 'Interrupted by SIGINT.', exit: 130, next: ['Everything that had been made is removed again.']}

  it('leaves nothing before the API answers, and ends with the interruption', () => {
    const abort = new AbortController()
    const interrupts: FakeExecHandler = ({argv}) => (argv[0] === 'kubeadm' && argv[2] === '--config' ? (abort.abort(reason), '') : undefined)
    return scene({workers: 1, signal: abort.signal, exec: interrupts}, async ({fake, plan, create}) => {
      await assert.rejects(create(), undone)
      assert.equal(fake.calls.at(-1), 'removeCluster dev')
      await assertNothingLeft(fake, plan)
    })
  })

  it('leaves nothing while nodes start', () => {
    const abort = new AbortController()
    return scene({workers: 1, signal: abort.signal, runtime: {bootMs: 10_000}}, async ({fake, plan, create}) => {
      setTimeout(() => abort.abort(reason), 30)
      await assert.rejects(create(), undone)
      await assertNothingLeft(fake, plan)
    })
  })

  it('keeps nodes before the API answers with retain always', () => {
    const abort = new AbortController()
    return scene({signal: abort.signal, runtime: {bootMs: 10_000}}, async ({fake, create}) => {
      setTimeout(() => abort.abort(reason), 30)
      await assert.rejects(create('always'), {code: 'E_INTERRUPTED', exit: 130, next: ['Its nodes are kept for a look.', 'All there is to see, for a bug report: kina logs export dev', 'Delete: kina cluster delete dev']})
      assert.equal(fake.world.nodes.size, 1)
    })
  })

  it('keeps the cluster after it, with the ways to look and to delete, and is still an interruption', () => {
    const abort = new AbortController()
    return scene({signal: abort.signal, cni: {install: async () => (abort.abort(reason), Promise.reject(new Error('killed')))}}, async ({fake, plan, create}) => {
      await assert.rejects(create('auto'), {
        code: 'E_INTERRUPTED',
        exit: 130,
        message: 'Interrupted by SIGINT.',
        next: ['The cluster is kept: its API answers.', 'Look: kubectl --context kina-dev get pods -A', 'All there is to see, for a bug report: kina logs export dev', 'Delete: kina cluster delete dev'],
      })
      assert.equal(fake.world.nodes.size, 1)
      await access(plan.kubeconfig.path)
    })
  })

  it('leaves nothing after it either with retain never', () => {
    const abort = new AbortController()
    return scene({signal: abort.signal, cni: {install: async () => (abort.abort(reason), Promise.reject(new Error('killed')))}}, async ({fake, plan, create}) => {
      await assert.rejects(create('never'), undone)
      await assertNothingLeft(fake, plan)
    })
  })
})

/** Everything for one creation: a plan, a fake runtime with nodes that answer, a CNI. */
async function scene(given: Given, work: (scene: Scene) => Promise<void>): Promise<void> {
  const journal: string[] = []
  const scripted = scriptedNode(journal)
  // What answers otherwise is written down too.
  const answers: FakeExecHandler = async (call) => {
    const own = await given.exec?.(call)
    if (own !== undefined) journal.push(`${call.node}: ${call.argv.join(' ')}`)
    return own ?? scripted(call)
  }
  const fake = fakeRuntime({images: [IMAGE], ...given.runtime, exec: [answers]})
  await withApp({runtimes: [fake], ...(given.signal && {signal: given.signal})}, async (app) => {
    const kubeconfig = {path: join(app.home, '.kube/dev'), mergedPath: join(app.home, '.kube/config'), context: 'kina-dev'}
    const needs = {...noNeeds, images: given.cniImages ?? []}
    const [apiHostPort] = await freePorts(1)
    const plan = examplePlan({workers: given.workers ?? 0, controlPlanes: given.controlPlanes ?? 1, waitSeconds: 0}, {apiHostPort: apiHostPort!, kubeconfig, needs, ...(given.cni === null && {cni: null})})
    const step: Step = async (id, _title, run) => (journal.push(`step ${id}`), run(() => {}))
    const create = (retain: Retain = 'auto') => createCluster(app, plan, chosen(fake, given.cni, journal), step, retain)
    const joined: Scene['join'] = (finish) => joinCluster(app, {plan, chosen: chosen(fake, given.cni, journal), retain: 'never'}, step, finish)
    await work({app, fake, plan, journal, create, join: joined})
  })
}

function chosen(fake: FakeRuntime, cni: Given['cni'], journal: string[]): Chosen {
  const runtime = selected(fake)
  const {prepare, removeCluster} = runtime.provider
  const journaled: typeof runtime.provider = {
    ...runtime.provider,
    prepare: async (plan, ctx) => {
      journal.push(`prepare ${plan.name}`)
      const createNode = await prepare(plan, ctx)
      return (planned) => (journal.push(`createNode ${planned.name}`), createNode(planned))
    },
    removeCluster: (cluster, ctx) => (journal.push(`removeCluster ${cluster}`), removeCluster(cluster, ctx)),
  }
  if (cni === null) return {runtime: {...runtime, provider: journaled}, cni: null}
  const installer: CniInstaller = {
    needs: () => noNeeds,
    ready: async () => ({met: true}),
    ...cni,
    install: async (cluster) => (journal.push('cni install'), cni?.install?.(cluster)),
  }
  return {runtime: {...runtime, provider: journaled}, cni: {name: 'some', provider: installer}}
}

async function assertNothingLeft({world}: FakeRuntime, plan: ClusterPlan): Promise<void> {
  assert.deepEqual([[...world.nodes.keys()], [...world.volumes.keys()], [...world.networks]], [[], [], []])
  await assert.rejects(access(plan.kubeconfig.path))
}

async function writeKubeconfig({kubeconfig}: ClusterPlan, content: string): Promise<void> {
  await mkdir(join(kubeconfig.mergedPath, '..'), {recursive: true})
  await writeFile(kubeconfig.mergedPath, content)
}
