import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {archOf, archOfPlatform, hostArch, requireOwnArch} from '../../src/node-image/arch.js'
import {nodeImageRef} from '../../src/node-image/node-image.js'
import {nodeImageDirectory} from '../../src/node-image/versions.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {current, foreign, otherArch, outdated} from './stored.js'

describe('the architecture of a node image', () => {
  it('is given as container tools write platforms', () => {
    const given = ['linux/arm64', 'linux/arm64/v8', 'arm64', 'aarch64', 'linux/amd64', 'amd64', 'x86_64']
    assert.deepEqual(given.map(archOfPlatform), ['arm64', 'arm64', 'arm64', 'arm64', 'amd64', 'amd64', 'amd64'])
    for (const wrong of ['windows/amd64', 'linux/arm', 'linux/arm/v7', 'linux/amd64/v8', 'linux/', '', 'darwin/arm64', 'linux/arm64,linux/amd64']) {
      assert.throws(() => archOfPlatform(wrong), {code: 'E_CONFIG_INVALID', exit: 2, message: `--platform ${wrong}: nodes are there for linux/amd64 and linux/arm64.`})
    }
  })

  it('is in the tag when it is not this machine’s, so that none takes the name of the other', () => {
    assert.equal(nodeImageRef('1.31.0', hostArch()), 'kina/node:v1.31.0')
    assert.equal(nodeImageRef('1.31.0', otherArch), `kina/node:v1.31.0-${otherArch}`)
  })

  it('is what kina’s label says, this machine’s before there was one, and unknown of another image', async () => {
    const image = await current(['a:1'])
    assert.deepEqual([archOf(image), archOf(outdated(['b:1'])), archOf(foreign(['c:1']))], [hostArch(), hostArch(), null])
    assert.equal(archOf({...image, labels: {...image.labels, [IMAGE_LABELS.arch]: otherArch}}), otherArch)
  })

  it('is a reason to refuse an image, unless it is this machine’s or unknown', async () => {
    for (const image of [await current(['a:1']), outdated(['b:1']), foreign(['c:1'])]) assert.doesNotThrow(() => requireOwnArch(image, 'a:1'))
    const other = await current(['a:1'], otherArch)
    assert.throws(() => requireOwnArch(other, 'a:1'), {code: 'E_IMAGE_ARCH', exit: 2, message: `The image a:1 is for ${otherArch}, and this machine is ${hostArch()}: no cluster can run on it here.`})
  })

  it('does not change how a node starts: both ways to make one end alike', async () => {
    const [own, other] = await Promise.all(['Containerfile', 'foreign/node/Containerfile'].map((path) => readFile(join(nodeImageDirectory, path), 'utf8')))
    for (const instruction of ['ENV container', 'STOPSIGNAL', 'ENTRYPOINT']) {
      const line = new RegExp(`^${instruction}.*$`, 'm')
      assert.ok(line.test(own!))
      assert.equal(line.exec(other!)?.[0], line.exec(own!)?.[0])
    }
    assert.match(other!, /^FROM scratch AS node$/m)
    assert.doesNotMatch(other!, /^RUN/m)
  })
})
