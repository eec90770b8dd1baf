import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {baseImage, DEBIAN_IMAGE} from '../../src/node-image/base-image.js'
import {layerTar} from '../../src/node-image/image-layer.js'
import {fakeContext, fakeRuntime} from '../../src/testing/index.js'
import {workshop} from './workshop-stub.js'

describe('the base of the node image', () => {
  let directory = ''
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'kina-base-'))))
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const mmdebstrap = async (args: readonly string[]) => {
    const target = args.find((arg) => arg.endsWith('rootfs.tar'))
    if (target !== undefined) await writeFile(target, await buffer(layerTar({files: []})))
    return ''
  }

  it('is Debian’s own where the store has it', async () => {
    const {backend} = fakeRuntime({images: [DEBIAN_IMAGE]})
    assert.equal(await baseImage(backend, 'modules', workshop(directory), fakeContext()), DEBIAN_IMAGE)
  })

  it('is made of packages where no registry has it, and loaded under the name that is given', async () => {
    const {backend} = fakeRuntime()
    const ref = await baseImage(backend, 'release', workshop(directory, {mmdebstrap}), fakeContext())
    assert.match(ref, /^kina\/debian-\w+-amd64:[0-9a-f]{16}$/)
    assert.deepEqual((await backend.images.inspect(ref, fakeContext()))?.names, [ref])
  })

  it('is an error on macOS where no registry has it, with what to do', async () => {
    const {backend} = fakeRuntime()
    const mac = workshop(directory, {mmdebstrap}, {host: {platform: 'darwin', arch: 'arm64'}})
    await assert.rejects(baseImage(backend, 'release', mac, fakeContext()), {
      code: 'E_COMPONENT_SOURCE',
      message: `${DEBIAN_IMAGE} cannot be pulled, and it cannot be made here from Debian's packages: it needs mmdebstrap and a C compiler for Linux, and this is macOS.`,
      detail: `${DEBIAN_IMAGE}: no registry has it`,
    })
    assert.deepEqual(mac.ran, [])
  })
})
