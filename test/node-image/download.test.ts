import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {download} from '../../src/node-image/download.js'
import type {DownloadProgress} from '../../src/node-image/workshop.js'
import {type ReleaseServer, releaseServer} from './release-server.js'
import {workshop} from './workshop-stub.js'

const CONTENT = Buffer.alloc(300_000, 'kina')
const SUM = createHash('sha256').update(CONTENT).digest('hex')

describe('download', () => {
  let server: ReleaseServer
  let directory = ''

  beforeEach(async () => {
    server = await releaseServer()
    directory = await mkdtemp(join(tmpdir(), 'kina-download-'))
    server.files.set('/kubelet', CONTENT)
    server.files.set('/kubelet.sha256', SUM)
  })

  afterEach(async () => {
    await server.close()
    await rm(directory, {recursive: true, force: true})
  })

  const get = async (more: Partial<Parameters<typeof download>[0]> = {}, shop = workshop(directory)) =>
    download({url: `${server.base}/kubelet`, checksumUrl: `${server.base}/kubelet.sha256`, target: join(directory, 'kubelet'), pause: 1, ...more}, shop)

  it('writes a file whose sum is right, and tells how far it is', async () => {
    const seen: DownloadProgress[] = []
    await get({}, workshop(directory, {}, {onDownload: (progress) => seen.push(progress)}))
    assert.deepEqual(await readFile(join(directory, 'kubelet')), CONTENT)
    assert.deepEqual(seen.at(-1), {url: `${server.base}/kubelet`, received: CONTENT.length, total: CONTENT.length})
  })

  for (const [title, text] of [
    ['lines of sha256sum', `${'0'.repeat(64)}  kubelet.asc\n${SUM}  kubelet\n`],
    ['binary lines of sha256sum', `${SUM} *kubelet\n`],
    ['lines with folders', `${SUM}  ./release/kubelet\n`],
    ['upper case', `${SUM.toUpperCase()}\n`],
  ] as const) {
    it(`reads sums as ${title}`, async () => {
      server.files.set('/kubelet.sha256', text)
      await get()
    })
  }

  it('refuses a file with another sum, and names both', async () => {
    server.files.set('/kubelet.sha256', '0'.repeat(64))
    await assert.rejects(get(), (error: KinaError) => {
      assert.equal(error.code, 'E_DOWNLOAD_CHECKSUM')
      assert.ok(error.message.includes(SUM) && error.message.includes('0'.repeat(64)))
      return true
    })
  })

  it('refuses a checksum file that speaks of other files', async () => {
    server.files.set('/kubelet.sha256', `${SUM}  kubectl\n`)
    await assert.rejects(get(), {code: 'E_DOWNLOAD_FAILED'})
  })

  it('refuses a page in place of a checksum file', async () => {
    server.files.set('/kubelet.sha256', '<html>Sign in</html>')
    await assert.rejects(get(), {code: 'E_DOWNLOAD_FAILED'})
  })

  it('asks once for what is not there', async () => {
    server.files.delete('/kubelet')
    await assert.rejects(get(), (error: KinaError) => {
      assert.equal(error.code, 'E_DOWNLOAD_FAILED')
      assert.match(error.message, /\/kubelet failed: the server answered 404/)
      return true
    })
    assert.equal(server.requests.filter((line) => line === 'GET /kubelet').length, 1)
  })

  it('tries again after a passing error', async () => {
    server.files.set('/kubelet', (response, times) => void (times < 3 ? response.writeHead(503).end() : response.end(CONTENT)))
    await get()
    assert.deepEqual(await readFile(join(directory, 'kubelet')), CONTENT)
  })

  it('tries again from the beginning after a transfer that broke off, where the server does not say what it has', async () => {
    server.files.set('/kubelet', (response, times) => {
      response.writeHead(200, {'content-length': CONTENT.length})
      if (times > 1) return void response.end(CONTENT)
      response.write(CONTENT.subarray(0, 1000), () => response.destroy())
    })
    await get()
    assert.deepEqual(await readFile(join(directory, 'kubelet')), CONTENT)
  })

  it('gives up after three transfers that broke off', async () => {
    server.files.set('/kubelet', (response) => {
      response.writeHead(200, {'content-length': CONTENT.length})
      response.write(CONTENT.subarray(0, 1000), () => response.destroy())
    })
    await assert.rejects(get(), (error: KinaError) => {
      assert.equal(error.code, 'E_DOWNLOAD_FAILED')
      assert.match(error.message, /failed 3 times/)
      return true
    })
  })

  it('stops when aborted', async () => {
    const abort = new AbortController()
    const shop = workshop(directory)
    server.files.set('/kubelet', (response) => void response.write('x', () => abort.abort()))
    await assert.rejects(get({}, {...shop, ctx: {...shop.ctx, signal: abort.signal}}), {name: 'AbortError'})
  })
})
