import assert from 'node:assert/strict'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {newUser, type User} from '../e2e/kina.js'
import {DEFAULT_RUNTIME, ociPlace} from '../e2e/places/oci.js'
import {done, type Run} from '../e2e/run.js'
import {smallDisk, type SmallDisk} from './faults/small-disk.js'
import {wrappedProgram, type WrappedProgram} from './faults/wrapped-program.js'

const CLUSTER = 'full-disk'
const NO_SPACE = /no space left on|disk is full/i
const place = ociPlace(DEFAULT_RUNTIME)

/** Wherever the disk is full, kina says so, and nothing is left or damaged. */
describe('disks that are full', () => {
  let user: User
  let wrapped: WrappedProgram
  let disk: SmallDisk | undefined
  before(async () => {
    user = await newUser(place)
    // Volumes are on a disk of the test; only where KINA_TEST_TOLD is set does the tool say so.
    wrapped = await wrappedProgram(
      place.program,
      (real) => `case "$1 $2" in
'volume create') shift 2; exec ${real} volume create --opt type=none --opt o=bind --opt "device=$KINA_TEST_DISK" "$@" ;;
info*) if [ -n "$KINA_TEST_TOLD" ]; then ${real} "$@" | sed "s#\\"volumePath\\": \\".*\\"#\\"volumePath\\": \\"$KINA_TEST_DISK\\"#"; exit; fi ;;
esac
exec ${real} "$@"
`,
    )
  })
  afterEach(async () => {
    await disk?.remove()
    disk = undefined
    await user.kina(['cluster', 'delete', CLUSTER])
  })
  after(async () => {
    await wrapped.remove()
    await user.leave()
  })

  it('that of the volumes, before anything is made of a node', async () => {
    const directory = join(user.home, 'disk')
    disk = await smallDisk(directory, {size: '100m'})
    const run = await create([], {PATH: wrapped.path, KINA_TEST_DISK: directory, KINA_TEST_TOLD: '1'})
    assertSaysSo(run)
    assert.match(run.stderr, new RegExp(directory))
    assert.deepEqual(await place.leftovers(CLUSTER), [])
  })

  // Room for what the image has in /var, and not for etcd's first file.
  it('that of a node, once it has begun to write', async () => {
    const directory = join(user.home, 'disk')
    disk = await smallDisk(directory, {size: '48m', files: 100_000})
    const run = await create(['--retain', 'never'], {PATH: wrapped.path, KINA_TEST_DISK: directory})
    assertSaysSo(run)
    assert.deepEqual(await place.leftovers(CLUSTER), [])
  })

  it('that of the kubeconfig, which stays as it is', async () => {
    const kube = join(user.home, '.kube')
    disk = await smallDisk(kube)
    const other = `apiVersion: v1\nkind: Config\nclusters:\n- {name: other, cluster: {server: 'https://127.0.0.1:1'}}\ncontexts: []\nusers: []\n# ${'x'.repeat(9000)}\n`
    await writeFile(join(kube, 'config'), other)
    await disk.fill()
    const run = await create(['--retain', 'never'])
    assertSaysSo(run)
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    assert.equal(await readFile(join(kube, 'config'), 'utf8'), other)
  })

  it('that of the kubeconfig, when it is to be removed from it', async () => {
    const kube = join(user.home, '.kube')
    disk = await smallDisk(kube)
    await done(create(['--cni', 'none', '--wait', '0s']))
    const before = await readFile(join(kube, 'config'), 'utf8')
    await disk.fill()
    const run = await user.kina(['cluster', 'delete', CLUSTER])
    if (run.exitCode !== 0) {
      assertSaysSo(run)
      assert.equal(await readFile(join(kube, 'config'), 'utf8'), before)
    }
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await disk.empty()
    await done(user.kina(['cluster', 'delete', CLUSTER]))
    assert.doesNotMatch(await readFile(join(kube, 'config'), 'utf8').catch(() => ''), new RegExp(CLUSTER))
  })

  for (const [what, variable] of [['state', 'XDG_DATA_HOME'], ['cache', 'KINA_CACHE_DIR']] as const) {
    it(`that of kina's ${what}`, async () => {
      const directory = join(user.home, what)
      disk = await smallDisk(directory)
      await mkdir(join(directory, 'own'))
      await disk.fill()
      const run = await create([], {[variable]: join(directory, 'own')})
      assertSaysSo(run)
      assert.deepEqual(await place.leftovers(CLUSTER), [])
      await disk.empty()
    })
  }

  const create = (args: readonly string[], env?: Record<string, string>): Promise<Run> => user.kina(['cluster', 'create', CLUSTER, ...user.choice, ...args], env)

  function assertSaysSo({exitCode, stderr, all}: Run): void {
    assert.equal(exitCode, 1, all)
    assert.match(stderr, NO_SPACE)
    assert.match(stderr, /^Code: E_/m)
    assert.doesNotMatch(stderr, /^ +at .*\.[jt]s:\d+/m)
  }
})
