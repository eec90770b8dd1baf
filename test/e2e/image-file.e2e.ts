import assert from 'node:assert/strict'
import {once} from 'node:events'
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {LoadOutcome} from '../../src/image-file/load.js'
import {writeImageArchive} from '../../src/node-image/image-archive.js'
import type {NodeImageList} from '../../src/node-image/list.js'
import {hostArch} from '../../src/node-image/arch.js'
import {NODE_IMAGE} from '../node-image.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {DEFAULT_RUNTIME, ociPlace} from './places/oci.js'
import {done} from './run.js'

const TAG = 'kina/e2e-file:v1'
const CLUSTER = 'e2e-file'
const from = ociPlace(DEFAULT_RUNTIME)
let directory: string
let file: string

/** Saved once, from the runtime that every place but Docker has behind it. */
await overRuntimes('a node image in a file', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
    directory ??= await mkdtemp(join(tmpdir(), 'kina-image-file-'))
    if (file !== undefined) return
    file = join(directory, 'node.tar.zst')
    await done(from.tool(['tag', NODE_IMAGE, TAG]))
    await done((await newUser(from)).kina(['image', 'save', TAG, '-o', file, '--runtime', from.runtime]))
    await from.removeImages([TAG])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await place.removeImages([TAG])
    await user.leave()
  })

  it('is loaded, and is up to date there', async () => {
    assert.deepEqual((await readdir(directory)).filter((name) => name.startsWith('node')), ['node.tar.zst'])
    const {stdout} = await done(user.kina(['image', 'load', file, '--json', '--runtime', place.runtime]))
    const {images} = JSON.parse(stdout) as LoadOutcome
    assert.deepEqual(images.map(({ref, own, current, arch}) => [ref, own, current, arch]), [[TAG, true, true, hostArch()]])
    const list = JSON.parse((await done(user.kina(['image', 'list', '--json']))).stdout) as NodeImageList
    assert.deepEqual(list.images.filter(({ref, runtime}) => ref === TAG && runtime === place.runtime).map(({current}) => current), [true])
  })

  it('makes a cluster as it is', async () => {
    const {all} = await done(user.kina(['cluster', 'create', CLUSTER, '--image', TAG, '--runtime', place.runtime]))
    assert.doesNotMatch(all, /Debian base|Programs of Kubernetes|Image, without the store/)
    await done(user.kina(['cluster', 'delete', CLUSTER]))
  })

  it('takes the place of an image that has its name', async () => {
    const other = join(directory, `other-${place.title}.tar`)
    await writeFile(`${other}.txt`, 'other\n')
    await writeImageArchive(other, [{ref: TAG, arch: hostArch(), layers: [{files: [{source: `${other}.txt`, target: '/other'}]}]}])
    await place.removeImages([TAG])
    const unknown = JSON.parse((await done(user.kina(['image', 'load', other, '--json', '--runtime', place.runtime]))).stdout) as LoadOutcome
    assert.deepEqual(unknown.images.map(({ref, own}) => [ref, own]), [[TAG, false]])
    // As an image is called there that was built there.
    if (place.program === 'podman') await done(place.tool(['tag', TAG, `localhost/${TAG}`]))
    const {images} = JSON.parse((await done(user.kina(['image', 'load', file, '--json', '--runtime', place.runtime]))).stdout) as LoadOutcome
    assert.deepEqual(images.map(({own, current}) => [own, current]), [[true, true]])
    await place.removeImages([`localhost/${TAG}`])
  })

  it('is not there at all after Ctrl-C', async () => {
    const target = join(directory, 'interrupted.tar.gz')
    const child = user.start(['image', 'save', NODE_IMAGE, '-o', target, '--runtime', place.runtime])
    let said = ''
    child.all?.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    while (!said.includes('interrupted.tar.gz')) await Promise.race([once(child.all!, 'data'), child.then(({all}) => assert.fail(`it has ended: ${String(all)}`))])
    child.kill('SIGINT')
    const {exitCode, all} = await child
    assert.equal(exitCode, 130, String(all))
    assert.deepEqual((await readdir(directory)).filter((name) => name.includes('interrupted')), [])
  })
}, {wanted: 'one'})

after(async () => {
  if (directory !== undefined) await rm(directory, {recursive: true, force: true})
})
