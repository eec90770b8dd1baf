import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import type {KinaError} from '../../src/errors.js'
import {cacheEntry} from '../../src/cache/cache-entry.js'
import {nodePrograms} from '../../src/node-image/components.js'
import {download} from '../../src/node-image/download.js'
import {type Answer, CERTIFICATE, type ReleaseServer, releaseServer} from './release-server.js'
import {upstreamFiles} from './upstream-files.js'
import {workshop} from './workshop-stub.js'

const CONTAINERD = '/containerd/containerd/releases/download/v1.7.18/containerd-1.7.18-linux-amd64.tar.gz'
const KUBELET = '/release/v1.31.0/bin/linux/amd64/kubelet'
const RUNC = '/opencontainers/runc/releases/download/v1.1.12'
/** As upstream's servers have them. */
const LAYOUT = [
  ...['kubeadm', 'kubelet', 'kubectl'].flatMap((program) => [`/release/v1.31.0/bin/linux/amd64/${program}`, `/release/v1.31.0/bin/linux/amd64/${program}.sha256`]),
  ...[CONTAINERD, `${CONTAINERD}.sha256sum`, `${RUNC}/runc.amd64`, `${RUNC}/runc.sha256sum`],
  ...['', '.sha256'].map((suffix) => `/containernetworking/plugins/releases/download/v1.5.1/cni-plugins-linux-amd64-v1.5.1.tgz${suffix}`),
  ...['', '.sha256'].map((suffix) => `/kubernetes-sigs/cri-tools/releases/download/v1.31.1/crictl-v1.31.1-linux-amd64.tar.gz${suffix}`),
]

describe('a mirror with upstream’s layout', () => {
  let server: ReleaseServer
  let directory = ''

  beforeEach(async () => {
    server = await releaseServer()
    directory = await mkdtemp(join(tmpdir(), 'kina-mirror-'))
    await fillServer(server)
  })

  afterEach(async () => {
    await server.close()
    await rm(directory, {recursive: true, force: true})
  })

  it('gives all programs of a node, each file asked for once, with redirects as GitHub has them', async () => {
    assert.deepEqual([...server.files.keys()].filter((path) => !path.startsWith('/storage/')).sort(), LAYOUT.toSorted())
    const {paths} = await get()
    assert.equal(paths.length, 18)
    for (const path of paths) {
      assert.match(await readFile(join(directory, 'node', path), 'utf8'), new RegExp(`^${basename(path)} of `))
      assert.equal((await stat(join(directory, 'node', path))).mode & 0o777, 0o755)
    }
    assert.deepEqual(server.requests.filter((line, i) => server.requests.indexOf(line) !== i), [])
  })

  const FAULTS: readonly (readonly [title: string, path: string, change: (good: Buffer | string) => Answer, code: string, message: RegExp])[] = [
    ['a sum that is not the file’s', `${CONTAINERD}.sha256sum`, () => `${'a'.repeat(64)}  containerd-1.7.18-linux-amd64.tar.gz\n`, 'E_DOWNLOAD_CHECKSUM', /containerd-1\.7\.18-linux-amd64\.tar\.gz has the SHA-256 sum [0-9a-f]{64} \(\d+ bytes came\), and \S+\.sha256sum says a{64}/],
    ['a file that somebody changed', KUBELET, (good) => Buffer.concat([Buffer.from(good), Buffer.from('!')]), 'E_DOWNLOAD_CHECKSUM', /kubelet has the SHA-256 sum/],
    ['a file that is shorter on the server', KUBELET, (good) => Buffer.from(good).subarray(0, -7), 'E_DOWNLOAD_CHECKSUM', /kubelet has the SHA-256 sum [0-9a-f]{64} \(\d+ bytes came\)/],
    ['a file that ends before its length', KUBELET, (good) => (response) => void response.writeHead(200, {'content-length': good.length + 100}).write(good, () => response.destroy()), 'E_DOWNLOAD_FAILED', /kubelet failed 3 times: /],
    ['an archive that is something else', CONTAINERD, () => Buffer.from('no archive'), 'E_DOWNLOAD_CHECKSUM', /sha256sum says/],
    ['a page that asks to sign in', `${KUBELET}.sha256`, () => '<html>Sign in</html>', 'E_DOWNLOAD_FAILED', /kubelet\.sha256 has no SHA-256 sum of kubelet/],
    ['a server that is out of order', KUBELET, () => 500, 'E_DOWNLOAD_FAILED', /kubelet failed 3 times: the server answered 500/],
    ['a redirect without an end', KUBELET, () => (response) => void response.writeHead(302, {location: KUBELET}).end(), 'E_DOWNLOAD_FAILED', /kubelet was redirected 20 times/],
    ['a redirect to something that is no web server', KUBELET, () => (response) => void response.writeHead(302, {location: 'file:///etc/passwd'}).end(), 'E_DOWNLOAD_INSECURE', /redirected to file:\/\/\/etc\/passwd/],
  ]
  for (const [title, path, change, code, message] of FAULTS) {
    it(`is refused for ${title}; nothing bad is kept, and the next run is good`, async () => {
      const good = server.files.get(path) as Buffer | string
      server.files.set(path, change(good))
      await assert.rejects(get(), (error: KinaError) => {
        assert.equal(error.code, code)
        assert.match(error.message, message)
        assert.ok(error.message.includes(server.base))
        assert.match(error.next.join('\n'), /kina image build --mirror NAME=URL, or KINA_MIRRORS/)
        return true
      })
      assert.deepEqual(await readdir(join(directory, 'cache', 'tmp')), [])
      const kept = await readdir(join(directory, 'cache', 'entries'))
      assert.ok(kept.every((key) => !key.includes(path === KUBELET || path.startsWith(KUBELET) ? '-kubernetes-' : '-containerd-')), kept.join())
      server.files.set(path, good)
      assert.equal((await get()).paths.length, 18)
    })
  }

  it('may be plain http, when the user says so, and redirect to it', async () => {
    server.files.set(KUBELET, redirectTo(`${server.base}/storage${KUBELET}`, server.files.get(KUBELET)!, server, KUBELET))
    await get()
  })

  it('fills no cache on a disk that is full', async function () {
    // A file that is always full.
    if (process.platform !== 'linux') this.skip()
    const cache = {root: join(directory, 'cache'), key: 'full', signal: new AbortController().signal}
    const full = cacheEntry(cache, () => download({url: `${server.base}${KUBELET}`, checksumUrl: `${server.base}${KUBELET}.sha256`, target: '/dev/full'}, workshop(directory)))
    await assert.rejects(full, {code: 'E_CACHE_FULL', message: /No space left on the disk/})
    assert.deepEqual([await readdir(join(cache.root, 'entries')), await readdir(join(cache.root, 'tmp'))], [[], []])
  })

  it('is asked once by two kinas at the same time', async () => {
    server.files.set(KUBELET, slowly(server.files.get(KUBELET) as Buffer))
    const [one, other] = await Promise.all([child(server.base), child(server.base)])
    assert.deepEqual(one, other)
    assert.deepEqual(Object.keys(one), ['kubernetes'])
    assert.equal(server.requests.filter((line) => line === `GET ${KUBELET}`).length, 1)
  })

  describe('with https', () => {
    let secure: ReleaseServer

    beforeEach(async () => {
      secure = await releaseServer({tls: true})
      await fillServer(secure)
    })

    afterEach(() => secure.close())

    it('is taken with the user’s own authority, and says how without it', async () => {
      const {code, message, next} = await child(secure.base, {NODE_EXTRA_CA_CERTS: ''})
      assert.equal(code, 'E_DOWNLOAD_FAILED', message)
      assert.match(message!, /failed: self-signed certificate/)
      assert.match(String(next), /NODE_EXTRA_CA_CERTS/)
      assert.deepEqual(secure.requests, [])
      assert.deepEqual(Object.keys(await child(secure.base)), ['kubernetes'])
    })

    it('is refused when it redirects to plain http, for a file or for its sum', async () => {
      for (const path of [KUBELET, `${KUBELET}.sha256`]) {
        await rm(join(directory, 'cache'), {recursive: true, force: true})
        const good = secure.files.get(path)!
        secure.files.set(path, (response) => void response.writeHead(302, {location: `${server.base}${path}`}).end())
        const {code, message} = await child(secure.base)
        assert.equal(code, 'E_DOWNLOAD_INSECURE')
        assert.ok(message!.startsWith(`${secure.base}${path} is redirected to ${server.base}${path}, which is not https`), message)
        assert.deepEqual(server.requests, [])
        assert.deepEqual(await readdir(join(directory, 'cache', 'entries')), [])
        secure.files.set(path, good)
      }
    })
  })

  const get = () => nodePrograms({...workshop(join(directory, 'cache'), {}, {mirrors: {kubernetes: server.base, github: server.base}, pause: 1}), kubernetes: 'v1.31.0', source: 'release', into: join(directory, 'node')})

  /** Programs of Kubernetes, in a process of its own. */
  async function child(mirror: string, env: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    const program = fileURLToPath(new URL('release-child.ts', import.meta.url))
    const {stdout} = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, join(directory, 'cache'), mirror, 'kubernetes'], {env: {...process.env, NODE_EXTRA_CA_CERTS: fileURLToPath(CERTIFICATE), ...env}})
    return JSON.parse(stdout) as Record<string, string>
  }
})

/** What GitHub has is at another place, to which it redirects. */
async function fillServer(server: ReleaseServer): Promise<void> {
  for (const [path, content] of await upstreamFiles('v1.31.0', 'amd64', (component, program) => Buffer.from(`${program} of ${component}\n`.repeat(5000)))) {
    server.files.set(path, path.includes('/releases/download/') && path.endsWith('gz') ? redirectTo(`/storage${path}`, content, server, path) : content)
  }
}

function redirectTo(location: string, content: Answer, server: ReleaseServer, path: string): Answer {
  server.files.set(`/storage${path}`, content)
  return (response) => void response.writeHead(302, {location}).end()
}

/** In pieces, so that others come while it is under way. */
function slowly(content: Buffer): Answer {
  return (response) => {
    response.writeHead(200, {'content-length': content.length}).write(content.subarray(0, 1000))
    setTimeout(() => response.end(content.subarray(1000)), 1500)
  }
}
