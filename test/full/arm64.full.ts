import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import type {Verification} from '../../src/image-verify/verify.js'
import {hostArch} from '../../src/node-image/arch.js'
import {nodeVersions} from '../../src/node-image/versions.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {KUBERNETES} from '../node-image.js'
import {bootMachine} from './emulation/machine.js'
import {dependencyOf, unpackPackages} from './emulation/packages.js'

const ARCH = hostArch() === 'amd64' ? 'arm64' : 'amd64'
const TAG = `kina/node:${KUBERNETES}-${ARCH}`
const LIBRARIES = {amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu'}
const {components} = nodeVersions(KUBERNETES)

/** Built, looked at and booted on a machine on which none of its programs run. */
await overRuntimes(`a node image for ${ARCH}, from ${hostArch()}`, (place) => {
  let user: User
  let scratch: string
  let root: string
  before(async () => {
    user = await newUser(place)
    scratch = await mkdtemp(join(tmpdir(), 'kina-foreign-'))
    root = join(scratch, 'root')
    await done(user.kina(['image', 'build', '--platform', `linux/${ARCH}`, ...user.choice]))
    await unpackImage(TAG, root)
  })
  after(async () => {
    await place.removeImages([TAG])
    await rm(scratch, {recursive: true, force: true})
    await user.leave()
  })

  it('is listed as what it is, and no cluster is made of it', async () => {
    const {stdout} = await done(user.kina(['image', 'list', '--json']))
    const {images} = JSON.parse(stdout) as {images: {ref: string; arch: string; current: boolean; runtime: string}[]}
    assert.deepEqual(images.filter(({ref, runtime}) => ref.endsWith(TAG) && runtime === place.runtime).map(({arch, current}) => [arch, current]), [[ARCH, true]])
    const {exitCode, all} = await user.kina(['cluster', 'create', 'full-foreign', '--image', TAG, ...user.choice])
    assert.equal(exitCode, 2, all)
    assert.match(all, /E_IMAGE_ARCH/)
    assert.deepEqual(await place.leftovers('full-foreign'), [])
  })

  it('has nothing of this machine’s architecture, and its programs, emulated, say what they are', async () => {
    const qemu = await unpackPackages(['qemu-user-static'], {arch: hostArch(), directory: await folder('qemu-user')})
    const {stdout, all} = await user.kina(['image', 'verify', TAG, '--json', ...(place.byDefault ? [] : ['--runtime', place.runtime])], {PATH: `${join(qemu, 'usr/bin')}:${place.env['PATH'] ?? process.env['PATH'] ?? ''}`})
    const {good, checks} = JSON.parse(stdout) as Verification
    assert.equal(good, true, all)
    assert.deepEqual(checks.filter(({status}) => status === 'skipped').map(({id}) => id), ['systemd', 'cri', 'sandbox', 'iptables'])
    assert.ok(checks.every(({status}) => status === 'ok' || status === 'skipped'), all)
  })

  it('has every Go program built for it, from the module of its version', async () => {
    for (const {name, version, node, modules} of components.filter((component) => component.node !== undefined)) {
      for (const program of node?.programs ?? []) {
        const {stdout} = await execa('go', ['version', '-m', join(root, node?.directory ?? '', program)])
        assert.match(stdout, new RegExp(`^\\tbuild\\tGOARCH=${ARCH}$`, 'm'), program)
        const module = modules.require?.[0]?.split('@')[0]?.replace('{goMajor}', Number(version.modules.slice(1).split('.')[0]) > 1 ? `/v${version.modules.slice(1).split('.')[0]}` : '')
        assert.ok(new RegExp(`^\\t(mod|dep)\\t${module}\\t${version.modules}\\b`, 'm').test(stdout), `${name}: ${program} is not of ${module} ${version.modules}`)
      }
    }
  })

  it('has the same files as the one for this machine, but for what an architecture alone has', async () => {
    const own = join(scratch, 'own')
    await unpackImage(`kina/node:${KUBERNETES}`, own)
    const [here, there] = await Promise.all([filesOf(own, LIBRARIES[hostArch()]), filesOf(root, LIBRARIES[ARCH])])
    // The store's layers have numbers, and documents have digests of what is in them.
    const differing = [...[...here].filter((path) => !there.has(path)), ...[...there].filter((path) => !here.has(path))].filter((path) => !/^\/kina\/containerd\//.test(path))
    // Debian's base has devices; a tree unpacked from packages has none, and every runtime mounts its own.
    const known = [/^\/dev\//, /^\/(usr\/)?lib64/, /\/ld-linux-/, /^\/usr\/bin\/(i386|x86_64|linux32|linux64)$/, /\/libmvec\.so\.1$/, /\/perl\/[\d.]+\/.*\.ph$/, /^\/etc\/(ld\.so\.cache|hosts|hostname|resolv\.conf)$/, /^\/run\//, /^\/var\/lib\/dpkg\/(status-old|arch-native)$/, /^\/var\/cache\//]
    assert.deepEqual(differing.filter((path) => !known.some((pattern) => pattern.test(path))), [])
    assert.ok(here.size > 2000)
  })

  it('boots on an emulated machine, with containerd, a pod’s sandbox and all images', async function () {
    const reason = await whyNoMachine()
    if (reason !== null) {
      console.log(`skipped: booting the image for ${ARCH}: ${reason}`)
      return this.skip()
    }
    const directory = await folder('kernel')
    await unpackPackages(['busybox-static'], {arch: ARCH, directory})
    const packages = await unpackPackages([await dependencyOf(`linux-image-cloud-${ARCH}`, {arch: ARCH, directory}), 'busybox-static'], {arch: ARCH, directory})
    const {said, console: shown} = await bootMachine(ARCH, {root, packages, directory: await folder('machine'), probe: PROBE}, 1800)
    const words = new Map(said.map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' ')]))
    assert.deepEqual([words.get('machine'), words.get('system'), words.get('sandbox')], [LIBRARIES[ARCH].split('-')[0], 'running', 'ready'], shown.slice(-8000))
    const images = said.flatMap((line) => /^image (\S+)/.exec(line)?.[1] ?? [])
    for (const ref of Object.values(nodeVersions(KUBERNETES).images)) assert.ok(images.includes(ref), `${ref} is not among ${images.join(' ')}`)
  })

  async function folder(name: string): Promise<string> {
    const path = join(scratch, name)
    await mkdir(path, {recursive: true})
    return path
  }

  /** All layers of an image in one directory, owners and all. */
  async function unpackImage(ref: string, directory: string): Promise<void> {
    await mkdir(directory, {recursive: true})
    const {stdout} = await done(place.tool(['create', ...(ref === TAG ? ['--platform', `linux/${ARCH}`] : []), ref]))
    const id = stdout.trim().split('\n').at(-1) ?? ''
    try {
      await execa(place.program, ['export', '--output', join(scratch, 'export.tar'), id], {env: place.env})
      await execa('tar', ['--extract', '--file', join(scratch, 'export.tar'), '--directory', directory, '--numeric-owner', '--preserve-permissions'])
    } finally {
      await place.tool(['rm', id])
      await rm(join(scratch, 'export.tar'), {force: true})
    }
  }
}, {wanted: 'few'})

/** Each line of what it says begins with a word for the test. */
const PROBE = `echo "machine $(uname -m)"
for try in $(seq 900); do crictl --timeout 60s info > /dev/null 2>&1 && break; sleep 1; done
echo "system $(systemctl is-system-running --wait)"
systemctl --failed --no-legend --plain | sed 's/^/failed /'
crictl --timeout 60s images -o json | jq -r '.images[].repoTags[] | "image " + .'
echo '{"metadata": {"name": "probe", "namespace": "default", "uid": "probe", "attempt": 0}, "linux": {"cgroup_parent": "probe.slice", "security_context": {"namespace_options": {"network": 2}}}}' > /tmp/pod
pod=$(crictl --timeout 300s runp /tmp/pod) && echo "sandbox $(crictl --timeout 60s inspectp "$pod" | jq -r .status.state | sed 's/SANDBOX_//' | tr A-Z a-z)"
systemd-analyze | sed 's/^/took /'`

async function whyNoMachine(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a root file system with its owners is for root alone to make'
  const program = {amd64: 'qemu-system-x86_64', arm64: 'qemu-system-aarch64'}[ARCH]
  const {failed} = await execa(program, ['--version'], {reject: false})
  return failed ? `there is no ${program}: apt-get install --no-install-recommends qemu-system-${ARCH === 'arm64' ? 'arm' : 'x86'} ipxe-qemu` : null
}

/** Paths of files and links, with one name for all folders of libraries. */
async function filesOf(root: string, libraries: string): Promise<Set<string>> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true})
  return new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll(libraries, 'LIBRARIES').replace(/:(amd64|arm64)\./, ':ARCH.')))
}
