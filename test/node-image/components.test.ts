import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type NodePrograms, nodePrograms} from '../../src/node-image/components.js'
import {kubernetesImages, kubernetesImagesArchive} from '../../src/node-image/kubernetes-images.js'
import {type Programs, workshop} from './workshop-stub.js'

describe('parts of a node image', () => {
  let directory = ''

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-parts-'))
  })

  afterEach(() => rm(directory, {recursive: true, force: true}))

  const shop = (programs: Programs = TOOLS) => workshop(join(directory, 'cache'), programs)
  const place = async (into: string): Promise<NodePrograms> =>
    nodePrograms({...shop(), kubernetes: 'v1.31.0', source: 'modules', into: join(directory, into)})

  it('are programs in the shape of a root file system', async () => {
    const {paths, source} = await place('root')
    assert.equal(source, 'modules')
    for (const path of ['/usr/bin/kubelet', '/usr/local/sbin/runc', '/usr/local/bin/containerd', '/opt/cni/bin/ptp', '/usr/local/bin/crictl']) {
      assert.ok(paths.includes(path))
      assert.equal((await stat(join(directory, 'root', path))).mode & 0o777, 0o755)
    }
    assert.ok(!paths.some((path) => path.endsWith('kube-apiserver')))
  })

  it('have the same digest for the same inputs, and can be placed again', async () => {
    const first = await place('root')
    assert.deepEqual(await place('root'), first)
    assert.deepEqual(await place('other'), first)
  })

  it('are images with the names that kubeadm asks for, in one archive made once', async () => {
    const first = shop()
    const archive = await kubernetesImagesArchive({...first, kubernetes: 'v1.31.0'})
    const text = await readFile(archive, 'latin1')
    for (const {ref} of kubernetesImages('v1.31.0')) assert.ok(text.includes(`"RepoTags":["${ref}"]`), ref)
    assert.equal(first.ran.filter(([program]) => program === 'mmdebstrap').length, 2)
    const second = shop()
    assert.equal(await kubernetesImagesArchive({...second, kubernetes: 'v1.31.0'}), archive)
    assert.ok(second.ran.every(([program, verb]) => program === 'go' && verb === 'env'))
  })

  it('need mmdebstrap for the image with a userland', async () => {
    const {mmdebstrap: _, ...others} = TOOLS
    const failing = kubernetesImagesArchive({...shop(others), kubernetes: 'v1.31.0'})
    await assert.rejects(failing, {code: 'E_DEBIAN_TOOL_MISSING', next: ['kina doctor --fix', 'sudo apt-get install mmdebstrap']})
  })
})

/** Programs that leave files of the right names. */
const TOOLS: Programs = {
  go: async (args) => {
    if (args[0] === 'env') return JSON.stringify({GOVERSION: 'go1.26.8', GOHOSTARCH: 'amd64', GOHOSTOS: 'linux'})
    const packages = args.filter((arg) => /^[\w.]+\.\w+\//.test(arg))
    for (const path of packages) {
      const name = path.split('/').findLast((element) => !/^v\d+$/.test(element)) ?? ''
      await writeFile(join(args[2] ?? '', name), path, {mode: 0o755})
    }
    return ''
  },
  mmdebstrap: async (args) => {
    const target = args.find((arg) => arg.endsWith('.tar'))
    if (target !== undefined) await writeFile(target, Buffer.alloc(1024))
    return ''
  },
  cc: (args) => output(args),
  'x86_64-linux-gnu-gcc': (args) => output(args),
}

async function output(args: readonly string[]): Promise<string> {
  await writeFile(args[args.indexOf('-o') + 1] ?? '', 'pause')
  return ''
}
