import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import {archiveFrom} from '../../src/cni-image/archive.js'
import {fakeContext, fakeRuntime} from '../../src/testing/index.js'
import {withApp} from '../cluster/test-app.js'

const BYTES = 'an archive'

describe('an image of a CNI from an archive', () => {
  it('is downloaded once, and only when it has the sum that the CNI names', async () => {
    let asked = 0
    const server = createServer((_, response) => (asked++, response.end(BYTES)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as {port: number}).port}/image.tar`
    try {
      await withApp({}, async (app) => {
        const options = {app, ref: 'example.org/cni:v1', runtime: fakeRuntime().backend, ctx: fakeContext()}
        const good = {type: 'archive', url, sha256: createHash('sha256').update(BYTES).digest('hex')} as const
        assert.equal(await readFile(await archiveFrom(good, options), 'utf8'), BYTES)
        await archiveFrom(good, options)
        assert.equal(asked, 1)
        await assert.rejects(archiveFrom({...good, sha256: '0'.repeat(64)}, options), {code: 'E_DOWNLOAD_CHECKSUM'})
      })
    } finally {
      server.close()
    }
  })
})
