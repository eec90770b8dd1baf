import assert from 'node:assert/strict'
import {access, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ClusterPlan} from '../../src/contract/index.js'
import {fakeContext, testNode, testPlan, type FakeRuntime} from '../../src/testing/index.js'
import {scriptedNode} from '../cluster/scripted-node.js'
import {examplePlan} from '../plan/example-plan.js'
import {registeredFake, withUser} from './kina.js'

const IMAGE = 'example.org/node:v1'

describe('kina cluster list', () => {
  it('says that there are none, and how to make one', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      const expected = {exitCode: 0, stdout: 'There are no clusters. Create one: kina cluster create\n', stderr: ''}
      assert.deepEqual(await kina(['cluster', 'list']), expected)
      assert.deepEqual(await kina(['list']), expected)
      const {stdout} = await kina(['cluster', 'list', '--json'])
      assert.deepEqual(JSON.parse(stdout), {clusters: []})
    }))

  it('shows clusters of every state as a table', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await withClusters()
      const {exitCode, stdout} = await kina(['cluster', 'list'])
      assert.equal(exitCode, 0)
      assert.equal(
        stdout,
        `NAME      STATUS    KUBERNETES   NODES   CNI    RUNTIME   IMAGE               API SERVER
left      ruin                   0              fake
running   running   v1.31.0      2       some   fake      kina/node:v1.31.0   127.0.0.1:40123
stopped   stopped   v1.31.0      1       some   fake      kina/node:v1.31.0   127.0.0.1:40123

The cluster "running" runs on kina/node:v1.31.0, which kina did not build. What it lacks: kina image verify kina/node:v1.31.0
The cluster "stopped" runs on kina/node:v1.31.0, which kina did not build. What it lacks: kina image verify kina/node:v1.31.0
`,
      )
    }))

  it('shows them as JSON, and nothing else on standard output', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await withClusters()
      const {exitCode, stdout} = await kina(['cluster', 'list', '--json'])
      assert.equal(exitCode, 0)
      const {clusters} = JSON.parse(stdout) as {clusters: {name: string; status: string; nodes: unknown[]}[]}
      assert.deepEqual(clusters.map(({name, status}) => [name, status]), [['left', 'ruin'], ['running', 'running'], ['stopped', 'stopped']])
      assert.deepEqual(clusters[1]?.nodes[0], {name: 'running-control-plane', role: 'control-plane', running: true, image: 'kina/node:v1.31.0'})
    }))
})

describe('kina cluster create', () => {
  it('takes options of the CNI from flags and from the file, flags first', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      await registeredFake()
      const planned = async (...args: string[]) => (JSON.parse((await kina(['cluster', 'create', '--dry-run', ...args])).stdout) as ClusterPlan).cniOptions
      assert.deepEqual(await planned('--cni', 'fake', '--cni-option', 'mtu=1400'), {mtu: 1400})
      await writeFile(join(home, 'dev.yaml'), 'apiVersion: kina.dev/v1alpha1\nkind: Cluster\ncni:\n  name: fake\n  options: {mtu: 1300}\n')
      assert.deepEqual(await planned('--config', join(home, 'dev.yaml')), {mtu: 1300})
      assert.deepEqual(await planned('--config', join(home, 'dev.yaml'), '--cni-option', 'mtu=1400'), {mtu: 1400})
    }))

  it('takes a kernel, for a runtime whose nodes boot one of their own', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      const kernel = join(home, 'vmlinux')
      await registeredFake({kernelPerNode: true})
      await writeFile(kernel, 'a kernel')
      const {stdout} = await kina(['cluster', 'create', '--dry-run', '--runtime', 'fake', '--kernel', kernel, '--workers', '1'])
      assert.deepEqual((JSON.parse(stdout) as ClusterPlan).nodes.map((node) => node.kernel), [kernel, kernel])
      const gone = await kina(['cluster', 'create', '--dry-run', '--runtime', 'fake', '--kernel', 'no-such-kernel', '--wait', 'soon'])
      assert.equal(gone.exitCode, 2)
      assert.match(gone.stderr, /2 problems with the flags[^]*--wait: [^]*--kernel: "\/.*\/no-such-kernel" does not exist on this machine/)
    }))

  it('refuses options that the CNI does not have, each where it was written', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      const fake = await registeredFake()
      const flags = await kina(['cluster', 'create', '--cni', 'fake', '--cni-option', 'mtu=big', '--cni-option', 'mtuu=1', '--runtime-option', 'a=1'])
      assert.equal(flags.exitCode, 2)
      assert.match(flags.stderr, /^ +--cni-option mtu: expected a whole number, found the string "big"$/m)
      assert.match(flags.stderr, /^ +--cni-option mtuu: unknown field; did you mean mtu\?$/m)
      assert.match(flags.stderr, /^ +--runtime-option: options are those of one runtime; name it with --runtime$/m)
      await writeFile(join(home, 'dev.yaml'), 'apiVersion: kina.dev/v1alpha1\nkind: Cluster\nname: A\ncni:\n  name: fake\n  options:\n    mtu: big\n    mtuu: 1\n')
      const file = await kina(['cluster', 'create', '--config', join(home, 'dev.yaml')])
      assert.equal(file.exitCode, 2)
      assert.match(file.stderr, /dev\.yaml:3:7: name: /)
      assert.match(file.stderr, /dev\.yaml:7:10: cni\.options\.mtu: expected a whole number, found the string "big"/)
      assert.match(file.stderr, /dev\.yaml:8:5: cni\.options\.mtuu: unknown field; did you mean mtu\?/)
      assert.deepEqual(fake.calls, [])
    }))

  it('prints the plan with --dry-run, and changes nothing', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      const fake = await registeredFake()
      const {exitCode, stdout} = await kina(['cluster', 'create', 'dev', '--workers', '1', '--cni', 'fake', '--dry-run'])
      assert.equal(exitCode, 0)
      const plan = JSON.parse(stdout) as ClusterPlan
      assert.deepEqual([plan.name, plan.runtime, plan.cni, plan.nodes.map(({name}) => name)], ['dev', 'fake', 'fake', ['dev-control-plane', 'dev-worker']])
      assert.equal(plan.kubeconfig.path, join(home, '.kube/dev'))
      assert.equal(fake.calls.some((call) => call.startsWith('prepare')), false)
      await assert.rejects(access(join(home, '.kube')))
      await assert.rejects(readdir(join(home, 'cache/kina')))
    }))

  it('has the plan in its JSON', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      const {stdout} = await kina(['cluster', 'create', '--cni', 'fake', '--dry-run', '--json'])
      const outcome = JSON.parse(stdout) as {plan: ClusterPlan; created: boolean}
      assert.deepEqual([outcome.plan.name, outcome.created], ['kina', false])
    }))

  it('makes a cluster, and says where it is and how to use it', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      const fake = await nodesThatAnswer()
      const {exitCode, stdout, stderr} = await kina(['cluster', 'create', 'dev', '--image', IMAGE, '--cni', 'fake', '--wait', '0'])
      assert.equal(exitCode, 0, stderr)
      assert.match(stdout, /^\nCluster "dev" is .+ after \d+\.\d s: Kubernetes v1\.31\.0, one node, CNI fake, on fake\.\nContext "kina-dev" is in \S+\/\.kube\/config\.\n/)
      assert.match(stderr, /^\[ ok \] Control plane/m)
      assert.deepEqual([...fake.world.nodes.keys()], ['dev-control-plane'])
      assert.match(await readFile(join(home, '.kube/dev'), 'utf8'), /kina-dev/)
    }))

  it('has only its result on standard output with --json, and a line of JSON for each event on standard error', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await nodesThatAnswer()
      const {exitCode, stdout, stderr} = await kina(['cluster', 'create', 'dev', '--image', IMAGE, '--cni', 'fake', '--wait', '0', '--json'])
      assert.equal(exitCode, 0, stderr)
      const outcome = JSON.parse(stdout) as {plan: ClusterPlan; created: boolean}
      assert.deepEqual([outcome.plan.name, outcome.created], ['dev', true])
      const events = stderr.trimEnd().split('\n').map((line) => JSON.parse(line) as {type: string; id?: string})
      const done = events.flatMap(({type, id}) => (type === 'step-done' ? [id] : [])).slice(-8)
      // Three at once, in an order of their own.
      assert.deepEqual([...done.slice(0, 3), ...done.slice(3, 6).sort(), ...done.slice(6)], ['runtime', 'nodes', 'control-plane', 'coredns', 'join', 'kubeconfig', 'cni', 'ready'])
    }))

  it('reads a config file, and flags go before it', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      await registeredFake()
      const file = join(home, 'cluster.yaml')
      await writeFile(file, 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nname: from-file\nnodes:\n- role: control-plane\n- role: worker\n')
      const {stdout} = await kina(['cluster', 'create', 'from-flag', '--config', file, '--cni', 'none', '--dry-run'])
      const plan = JSON.parse(stdout) as ClusterPlan
      assert.deepEqual([plan.name, plan.nodes.length, plan.cni], ['from-flag', 2, null])
    }))
})

describe('kina cluster delete', () => {
  it('of what is not there is no error, and says so', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      assert.deepEqual((await kina(['cluster', 'delete'])).stdout, 'There is no cluster "kina"; nothing to delete.\n')
      const {exitCode, stdout} = await kina(['delete', 'a', 'b'])
      assert.equal(exitCode, 0)
      assert.deepEqual(stdout.split('\n').sort(), ['', 'There is no cluster "a"; nothing to delete.', 'There is no cluster "b"; nothing to delete.'])
      assert.equal((await kina(['cluster', 'delete', '--all'])).stdout, 'There are no clusters.\n')
    }))

  it('deletes clusters by name, and all of them', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await withClusters()
      const one = await kina(['cluster', 'delete', 'running'])
      assert.deepEqual([one.exitCode, one.stdout], [0, 'Deleted cluster "running".\n'])
      const rest = await kina(['cluster', 'delete', '--all', '--json'])
      assert.equal(rest.exitCode, 0)
      assert.deepEqual(JSON.parse(rest.stdout), {clusters: ['left', 'stopped'].map((name) => ({name, runtimes: ['fake'], kubeconfigs: []}))})
      assert.equal(fake.world.nodes.size + fake.world.networks.size, 0)
    }))
})

describe('kina kubeconfig export', () => {
  it('writes the kubeconfig again, without making it the current context on demand', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      await nodesThatAnswer()
      await kina(['cluster', 'create', 'dev', '--image', IMAGE, '--cni', 'fake', '--wait', '0'])
      await writeFile(join(home, '.kube/config'), 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\ncurrent-context: mine\n')
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'export', 'dev', '--no-use'])
      assert.equal(exitCode, 0, stderr)
      assert.equal(stdout, `Context "kina-dev" is in ${home}/.kube/config and ${home}/.kube/dev.\n`)
      const merged = await readFile(join(home, '.kube/config'), 'utf8')
      assert.match(merged, /current-context: mine/)
      assert.match(merged, /kina-dev/)
    }))

  it('of a cluster that is not there names those there are', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await withClusters()
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'export', 'nosuch'])
      assert.deepEqual([exitCode, stdout], [1, ''])
      assert.match(stderr, /There is no cluster "nosuch"\. There are: running, stopped\./)
      assert.match(stderr, /Code: E_CLUSTER_NOT_FOUND/)
      assert.match(stderr, /kina cluster create nosuch/)
    }))
})

/** One that runs, one that is stopped, and a ruin. */
async function withClusters(): Promise<FakeRuntime> {
  const fake = await registeredFake({images: ['kina/node:v1.31.0']})
  for (const [name, workers] of [['running', 1], ['stopped', 0]] as const) {
    const plan = examplePlan({workers}, {name})
    const createNode = await fake.backend.prepare(plan, fakeContext())
    for (const planned of plan.nodes) await createNode(planned)
  }
  const stopped = (await fake.backend.listNodes(fakeContext())).find(({cluster}) => cluster === 'stopped')
  await fake.backend.power!.stop(stopped!, fakeContext())
  await fake.backend.prepare(testPlan('left', 'fake', [testNode('left', {name: 'left', image: 'kina/node:v1.31.0'})]), fakeContext())
  return fake
}

function nodesThatAnswer(): Promise<FakeRuntime> {
  return registeredFake({images: [IMAGE], exec: [({argv}) => (argv.join(' ') === 'cat /kind/version' ? 'v1.31.0\n' : undefined), scriptedNode([])]})
}
