import assert from 'node:assert/strict'
import {access, mkdir, mkdtemp, readdir, symlink, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {tmpdir} from 'node:os'
import {execa} from 'execa'
import {newUser, packageRoot, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {DEFAULT_RUNTIME, ociPlace} from './places/oci.js'

await overRuntimes('creations that fail', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
    const linked = await user.kina(['plugins', 'link', join(packageRoot, 'test/fixtures/plugins/cni-broken'), '--no-install'])
    assert.equal(linked.exitCode, 0, linked.all)
  })
  after(async () => {
    await user.kina(['cluster', 'delete', 'e2e-broken'])
    await user.leave()
  })

  it('a CNI whose image does not exist leaves a cluster that can be looked at', async () => {
    const {exitCode, stderr, all} = await user.kina(['cluster', 'create', 'e2e-broken', '--cni', 'broken', ...user.choice])
    assert.equal(exitCode, 1, all)
    assert.match(stderr, /localhost\/kina-nosuch\/cni:v0/)
    assert.match(stderr, /E_CNI_FAILED/)
    assert.match(stderr, /kubectl --context kina-e2e-broken get pods -A/)
    assert.match(stderr, /kina cluster delete e2e-broken/)
    // kubelet may show its static pods a moment after they run, as Pods of the API.
    const pod = await user.kubectl('e2e-broken', ['-n', 'kube-system', 'wait', '--for=create', 'pod/kube-apiserver-e2e-broken-control-plane', '--timeout=60s'])
    assert.equal(pod.exitCode, 0, pod.all)
    await access(join(user.home, '.kube', 'e2e-broken'))
    await user.kina(['cluster', 'delete', 'e2e-broken'])
    assert.deepEqual(await place.leftovers('e2e-broken'), [])
  })

  it('with --retain never it leaves nothing', async () => {
    const {exitCode, stderr, all} = await user.kina(['cluster', 'create', 'e2e-broken', '--cni', 'broken', ...user.choice, '--retain', 'never'])
    assert.equal(exitCode, 1, all)
    assert.match(stderr, /E_CNI_FAILED/)
    assert.deepEqual(await place.leftovers('e2e-broken'), [])
    await assert.rejects(access(join(user.home, '.kube', 'e2e-broken')))
  })

  it('without its program on PATH it says what to install', async () => {
    const {exitCode, stderr} = await user.kina(['cluster', 'create', 'e2e-noprogram', '--runtime', place.runtime], {PATH: await pathWithout(place.program)})
    assert.equal(exitCode, 1)
    assert.match(stderr, /E_RUNTIME_UNAVAILABLE/)
    assert.match(stderr, /kina doctor --fix/)
  })
})

describe('mistakes that are found before anything is made', () => {
  const place = ociPlace(DEFAULT_RUNTIME)
  let user: User
  before(async () => {
    user = await newUser(place)
  })
  after(() => user.leave())

  it('a CNI that no plugin registers is said before anything is touched, with the command that installs it', async () => {
    const {exitCode, stderr} = await user.kina(['cluster', 'create', 'e2e-nosuch', '--cni', 'nosuch'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /E_PROVIDER_UNKNOWN/)
    assert.match(stderr, /kina plugins install kina-cni-nosuch/)
    assert.deepEqual(await place.leftovers('e2e-nosuch'), [])
  })

  it('a full disk under the cache says so, and that another directory can be set', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'kina-disk-'))
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], {reject: false})
    assert.equal(mounted.exitCode, 0, mounted.stderr)
    try {
      await mkdir(join(disk, 'cache'))
      await writeFile(join(disk, 'ballast'), Buffer.alloc(1024 * 1024)).catch(() => {})
      const {exitCode, stderr, all} = await user.kina(['image', 'build', '--tag', 'kina/e2e-full:v1', '--source', 'modules'], {KINA_CACHE_DIR: join(disk, 'cache')})
      assert.equal(exitCode, 1, all)
      assert.match(stderr, /E_CACHE_FULL/)
      assert.match(stderr, /KINA_CACHE_DIR|another disk|cache directory/)
    } finally {
      await execa('umount', [disk])
    }
  })

  it('a port that is taken is found with its place in the file', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const {port} = server.address() as {port: number}
    try {
      const file = join(user.home, 'taken.yaml')
      await writeFile(file, `apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nname: e2e-taken\nnetworking:\n  apiServerPort: ${port}\n`)
      const {exitCode, stderr} = await user.kina(['cluster', 'create', '--config', file])
      assert.equal(exitCode, 2)
      assert.match(stderr, new RegExp(`taken.yaml:5:18.*${port}`))
    } finally {
      server.close()
    }
  })

  it('five mistakes in one file are five messages with their places, and nothing is created', async () => {
    const file = join(packageRoot, 'test/fixtures/config/invalid-five-mistakes.yaml')
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(8081, '127.0.0.1', resolve)).catch(() => {})
    // The developer may have clusters of their own.
    const before = await place.leftovers()
    try {
      const {exitCode, stderr} = await user.kina(['cluster', 'create', '--config', file])
      assert.equal(exitCode, 2)
      assert.equal(stderr.match(/invalid-five-mistakes\.yaml:\d+:\d+:/g)?.length, 5, stderr)
      assert.deepEqual(await place.leftovers(), before)
    } finally {
      server.close()
    }
  })
})

/** A PATH with everything that is on it now, except one program. */
async function pathWithout(program: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kina-path-'))
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (name !== program) await symlink(join(folder, name), join(directory, name)).catch(() => {})
    }
  }
  return directory
}
