import assert from 'node:assert/strict'
import {createHash, randomBytes} from 'node:crypto'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {download} from '../../src/node-image/download.js'
import type {DownloadProgress} from '../../src/node-image/workshop.js'
import {type ReleaseServer, releaseServer} from './release-server.js'
import {workshop} from './workshop-stub.js'

const CONTENT = randomBytes(8_000_000)
const SUM = createHash('sha256').update(CONTENT).digest('hex')

describe('a download that breaks off', () => {
  let server: ReleaseServer
  let directory = ''
  /** `Range` and `If-Range` of every request for the file. */
  let asked: [string | undefined, string | undefined][] = []

  beforeEach(async () => {
    server = await releaseServer()
    directory = await mkdtemp(join(tmpdir(), 'kina-download-'))
    server.files.set('/kubelet.sha256', SUM)
    asked = []
  })

  afterEach(async () => {
    await server.close()
    await rm(directory, {recursive: true, force: true})
  })

  it('goes on where it ended, as often as it gets further', async () => {
    serve((response, {from, etag}) => sendUntil(response, from, Math.min(CONTENT.length, from + 1_500_000), etag))
    const seen: DownloadProgress[] = []
    await get({onDownload: (progress) => seen.push(progress)})
    assert.ok(asked.length >= 5, `${asked.length} requests`)
    assert.deepEqual(asked[0], [undefined, undefined])
    const starts = asked.slice(1).map(([range, ifRange]) => (assert.equal(ifRange, '"one"'), Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1])))
    assert.deepEqual(starts, starts.toSorted((a, b) => a - b))
    assert.ok(starts.every((start) => start > 0))
    assert.deepEqual(seen.at(-1), {url: `${server.base}/kubelet`, received: CONTENT.length, total: CONTENT.length})
  })

  it('starts over where the server does not know ranges', async () => {
    serve((response, {times}) => sendUntil(response, 0, times === 1 ? 2_000_000 : CONTENT.length, '"one"'))
    await get()
    assert.equal(asked.length, 2)
    assert.match(asked[1]?.[0] ?? '', /^bytes=\d+-$/)
  })

  it('starts over where the content has changed meanwhile', async () => {
    const other = randomBytes(CONTENT.length)
    serve((response, {times}) => (times === 1 ? sendUntil(response, 0, 2_000_000, '"other"', other) : sendUntil(response, 0, CONTENT.length, '"one"')))
    await get()
  })

  it('starts over where the server gives another part than it was asked for, or none', async () => {
    serve((response, {times}) => {
      if (times === 1) return sendUntil(response, 0, 2_000_000, '"one"')
      if (times === 2) return sendUntil(response, 1000, CONTENT.length, '"one"')
      sendUntil(response, 0, CONTENT.length, '"one"')
    })
    await get()
    assert.deepEqual(asked[2], [undefined, undefined])
    serve((response, {times}) => (times === 2 ? void response.writeHead(416).end() : sendUntil(response, 0, times === 1 ? 2_000_000 : CONTENT.length, '"one"')))
    await get()
  })

  it('keeps what came while the server is busy for a moment', async () => {
    serve((response, {from, times}) => (times === 2 ? void response.writeHead(503).end() : sendUntil(response, from, times === 1 ? 2_000_000 : CONTENT.length, '"one"')))
    await get()
    assert.equal(asked[1]?.[0], asked[2]?.[0])
    assert.ok(asked[2]?.[0])
  })

  it('trusts no weak tag, and a date where there is no tag', async () => {
    for (const [headers, expected] of [[{etag: 'W/"one"'}, undefined], [{'last-modified': 'Tue, 13 Aug 2024 00:00:00 GMT'}, 'Tue, 13 Aug 2024 00:00:00 GMT']] as const) {
      asked = []
      serve((response, {times}) => {
        response.writeHead(200, {'content-length': CONTENT.length, ...headers})
        if (times === 1) response.write(CONTENT.subarray(0, 2_000_000), () => response.destroy())
        else response.end(CONTENT)
      })
      await get()
      assert.equal(asked[1]?.[1], expected)
    }
  })

  it('ends after three tries that brought next to nothing, however often it was resumed before', async () => {
    serve((response, {from, times}) => sendUntil(response, from, from + (times <= 3 ? 1_500_000 : 10), '"one"'))
    await assert.rejects(get(), ({code, message}: KinaError) => {
      assert.equal(code, 'E_DOWNLOAD_FAILED')
      assert.match(message, /\/kubelet failed 5 times: /)
      return true
    })
  })

  it('ends after three tries, when a server that does not know ranges always dies at the same place', async () => {
    serve((response) => sendUntil(response, 0, 2_000_000, '"one"'))
    await assert.rejects(get(), {code: 'E_DOWNLOAD_FAILED', message: /failed 3 times/})
  })

  it('is tried again when nothing comes any more', async () => {
    serve((response, {from, times}) => {
      if (times > 1) return sendUntil(response, from, CONTENT.length, '"one"')
      response.writeHead(200, {'content-length': CONTENT.length, etag: '"one"'}).write(CONTENT.subarray(0, 2_000_000))
    })
    await get({}, 200)
    serve((response) => void response.writeHead(200).flushHeaders())
    await assert.rejects(get({}, 50), {code: 'E_DOWNLOAD_FAILED', message: /failed 3 times: nothing received for 0\.05 s/})
  })

  it('waits as long as the server asks for, if that is not too long', async () => {
    const times: number[] = []
    for (const status of [429, 503]) {
      serve((response) => {
        times.push(Date.now())
        if (times.length === 1) return void response.writeHead(status, {'retry-after': '1'}).end()
        if (times.length === 2) return void response.writeHead(status, {'retry-after': new Date(0).toUTCString()}).end()
        sendUntil(response, 0, CONTENT.length, '"one"')
      })
      await get()
      assert.equal(times.length, 3)
      assert.ok(times[1]! - times[0]! >= 990, `${times[1]! - times[0]!} ms`)
      times.length = 0
    }
    serve((response) => void response.writeHead(429, {'retry-after': '3600'}).end())
    await assert.rejects(get(), {code: 'E_DOWNLOAD_FAILED', message: /failed: the server answered 429 and asks to wait 3600 s\.$/})
  })

  it('is not tried again on a full disk', async function () {
    // A file that is always full.
    if (process.platform !== 'linux') this.skip()
    serve((response) => sendUntil(response, 0, CONTENT.length, '"one"'))
    await assert.rejects(download({...file(), target: '/dev/full'}, workshop(directory)), {code: 'ENOSPC'})
    assert.equal(asked.length, 1)
  })

  const file = () => ({url: `${server.base}/kubelet`, checksumUrl: `${server.base}/kubelet.sha256`, target: join(directory, 'kubelet'), pause: 1})

  async function get(more: Parameters<typeof workshop>[2] = {}, idle = 30_000): Promise<void> {
    await download({...file(), idle}, workshop(directory, {}, more))
    assert.ok((await readFile(join(directory, 'kubelet'))).equals(CONTENT))
  }

  function serve(answer: (response: ServerResponse, request: {from: number; times: number; etag: string}) => void): void {
    let times = 0
    asked = []
    server.files.set('/kubelet', (response, _, {headers}: IncomingMessage) => {
      asked.push([headers.range, headers['if-range'] as string | undefined])
      answer(response, {from: Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0), times: ++times, etag: '"one"'})
    })
  }
})

/** Answers with the content from a byte on, and dies at another. */
function sendUntil(response: ServerResponse, from: number, until: number, etag: string, content = CONTENT): void {
  const range = from > 0 ? {'content-range': `bytes ${from}-${content.length - 1}/${content.length}`} : {}
  response.writeHead(from > 0 ? 206 : 200, {'content-length': content.length - from, etag, ...range})
  if (until >= content.length) return void response.end(content.subarray(from))
  response.write(content.subarray(from, until), () => setImmediate(() => response.destroy()))
}
