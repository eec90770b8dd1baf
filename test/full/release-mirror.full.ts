import assert from 'node:assert/strict'
import {readFile, mkdtemp, readdir, rm} from 'node:fs/promises'
import {homedir, networkInterfaces, tmpdir} from 'node:os'
import {join} from 'node:path'
import {componentDirectories} from '../../src/node-image/components.js'
import {kubernetesImages, kubernetesImagesArchive} from '../../src/node-image/kubernetes-images.js'
import {hostArch} from '../../src/node-image/arch.js'
import {nodeVersions} from '../../src/node-image/versions.js'
import type {Workshop} from '../../src/node-image/workshop.js'
import {testContext} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {type ReleaseServer, releaseServer} from '../node-image/release-server.js'
import {upstreamFiles} from '../node-image/upstream-files.js'
import {KUBERNETES} from '../node-image.js'
import {type ImageRegistry, imageRegistry} from './image-registry.js'

const TAG = 'kina/full-release:v1'
const CLUSTER = 'full-release'
const REGISTRY = 'registry.k8s.io'

/** The programs and images that kina builds from Go modules, served as upstream's release files and as upstream's registry: nothing else is reached. */
await overRuntimes('a node image from mirrors of the releases', (place) => {
  let user: User
  let cache: string
  let files: ReleaseServer
  let registry: ImageRegistry
  let mirrors: Readonly<Record<string, string>>

  before(async () => {
    user = await newUser(place)
    cache = await mkdtemp(join(tmpdir(), 'kina-release-cache-'))
    const shop: Workshop = {ctx: testContext(), cacheRoot: process.env['KINA_CACHE_DIR'] ?? join(homedir(), '.cache', 'kina'), arch: hostArch(), host: {platform: process.platform, arch: hostArch()}}
    const built = await componentDirectories(nodeVersions(KUBERNETES).components.filter(({node}) => node !== undefined), 'modules', shop)
    files = await releaseServer()
    for (const [path, content] of await upstreamFiles(KUBERNETES, hostArch(), (component, program) => readFile(join(built.get(component)!, program)))) files.files.set(path, content)
    registry = await imageRegistry(await kubernetesImagesArchive({...shop, kubernetes: KUBERNETES}))
    mirrors = {kubernetes: files.base, github: files.base, [REGISTRY]: `http://${addressOfThisMachine()}:${registry.port}`}
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await place.removeImages([TAG])
    await Promise.all([files.close(), registry.close(), user.leave(), rm(cache, {recursive: true, force: true})])
  })

  it('is built, with every file and image from there', async () => {
    const env = {KINA_CACHE_DIR: cache, KINA_MIRRORS: Object.entries(mirrors).map(([name, url]) => `${name}=${url}`).join(' ')}
    await done(user.kina(['image', 'build', '--tag', TAG, '--source', 'release', ...user.choice], env))
    for (const path of files.files.keys()) assert.equal(files.requests.filter((line) => line === `GET ${path}`).length, 1, path)
    for (const {ref} of kubernetesImages(KUBERNETES)) {
      const path = ref.replace(`${REGISTRY}/`, '/v2/').replace(/:([^:]+)$/, '/manifests/$1')
      assert.ok(registry.requests.some((line) => line.replace(/\?.*/, '').endsWith(path)), `${path} was not asked for`)
    }
    assert.deepEqual((await readdir(join(cache, 'entries'))).filter((key) => key.startsWith('modules-')), [])
  })

  it('is a good one', async () => {
    const {stdout} = await done(user.kina(['image', 'verify', TAG, '--runtime', place.runtime]))
    assert.match(stdout, /: all \d+ checks passed/)
  })

  it('makes a cluster', async () => {
    await done(user.kina(['cluster', 'create', CLUSTER, '--image', TAG, '--runtime', place.runtime]))
    const {stdout} = await done(user.kubectl(CLUSTER, ['get', 'pods', '-A', '-o', 'jsonpath={.items[*].spec.containers[*].image}']))
    assert.match(stdout, /registry\.k8s\.io\/kube-apiserver:/)
  })

  it('is refused with a changed file, and nothing of it is kept', async () => {
    const path = [...files.files.keys()].find((name) => name.endsWith('/kubelet'))!
    const good = files.files.get(path)!
    files.files.set(path, (good as Buffer).subarray(0, -1))
    await rm(cache, {recursive: true, force: true})
    const env = {KINA_CACHE_DIR: cache}
    const flags = Object.entries(mirrors).flatMap(([name, url]) => ['--mirror', `${name}=${url}`])
    const {exitCode, stdout, all} = await user.kina(['image', 'build', '--tag', TAG, '--source', 'release', '--json', ...flags, ...user.choice], env)
    assert.equal(exitCode, 1, all)
    assert.equal((JSON.parse(stdout) as {error: {code: string}}).error.code, 'E_DOWNLOAD_CHECKSUM')
    assert.deepEqual((await readdir(join(cache, 'entries'))).filter((key) => key.startsWith('release-kubernetes')), [])
    assert.deepEqual(await readdir(join(cache, 'build')), [])
    files.files.set(path, good)
  })
})

/** One that containers reach, unlike the loopback address. */
function addressOfThisMachine(): string {
  const found = Object.values(networkInterfaces()).flat().find((one) => one?.family === 'IPv4' && !one.internal)
  assert.ok(found, 'this machine has no address but the loopback’s')
  return found.address
}
