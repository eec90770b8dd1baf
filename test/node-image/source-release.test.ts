import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {pack} from 'tar-stream'
import type {ReleaseRecipe} from '../../src/node-image/recipes.js'
import {programsFromRelease, releaseKey} from '../../src/node-image/source-release.js'
import {type ReleaseServer, releaseServer} from './release-server.js'
import {workshop} from './workshop-stub.js'

const RECIPE: ReleaseRecipe = {
  mirror: 'github',
  files: [
    {url: '{base}/{version}/tools-{bare}-{arch}.tar.gz', checksum: '{url}.sha256sum', members: {one: 'bin/one', other: 'other'}},
    {url: '{base}/{version}/alone.{arch}', checksum: '{base}/{version}/sums', program: 'alone'},
  ],
}
const RELEASE = {name: 'tools', version: 'v1.2.3', recipe: RECIPE}

describe('programs from a release', () => {
  let server: ReleaseServer
  let directory = ''

  beforeEach(async () => {
    server = await releaseServer()
    directory = await mkdtemp(join(tmpdir(), 'kina-release-'))
    serve('/v1.2.3/tools-1.2.3-amd64.tar.gz', await archive({'bin/one': 'ONE', './other': 'OTHER', 'LICENSE': 'text', '../outside': 'no'}), '.sha256sum')
    serve('/v1.2.3/alone.amd64', Buffer.from('ALONE'))
  })

  afterEach(async () => {
    await server.close()
    await rm(directory, {recursive: true, force: true})
  })

  const shop = () => workshop(directory, {}, {mirrors: {github: `${server.base}/`}})

  it('are downloaded from a mirror and unpacked, once', async () => {
    const path = await programsFromRelease(RELEASE, shop())
    assert.deepEqual((await readdir(path)).sort(), ['alone', 'one', 'other'])
    assert.equal(await readFile(join(path, 'one'), 'utf8'), 'ONE')
    for (const program of ['alone', 'one', 'other']) assert.equal((await stat(join(path, program))).mode & 0o777, 0o755)
    const asked = server.requests.length
    assert.equal(await programsFromRelease(RELEASE, shop()), path)
    assert.equal(server.requests.length, asked)
  })

  it('are not cached when a sum is wrong', async () => {
    server.files.set('/v1.2.3/sums', `${'0'.repeat(64)}  alone.amd64\n`)
    await assert.rejects(programsFromRelease(RELEASE, shop()), {code: 'E_DOWNLOAD_CHECKSUM'})
    assert.deepEqual(await readdir(join(directory, 'entries')), [])
    assert.deepEqual(await readdir(join(directory, 'tmp')), [])
  })

  it('must all be in the archive', async () => {
    serve('/v1.2.3/tools-1.2.3-amd64.tar.gz', await archive({'bin/one': 'ONE'}), '.sha256sum')
    await assert.rejects(programsFromRelease(RELEASE, shop()), {code: 'E_DOWNLOAD_FAILED', message: /does not contain other/})
  })

  it('must be in an archive', async () => {
    serve('/v1.2.3/tools-1.2.3-amd64.tar.gz', Buffer.from('no archive'), '.sha256sum')
    await assert.rejects(programsFromRelease(RELEASE, shop()), {code: 'E_DOWNLOAD_FAILED', message: /not what kina expects/})
  })

  it('have a key that changes with architecture, version and mirror', () => {
    const keys = [
      releaseKey(RELEASE, {arch: 'amd64'}),
      releaseKey(RELEASE, {arch: 'arm64'}),
      releaseKey({...RELEASE, version: 'v1.2.4'}, {arch: 'amd64'}),
      releaseKey(RELEASE, {arch: 'amd64', mirrors: {github: 'https://mirror.example'}}),
    ]
    assert.equal(new Set(keys).size, keys.length)
    assert.match(keys[0] ?? '', /^release-tools-v1\.2\.3-amd64-[0-9a-f]{16}$/)
  })

  function serve(path: string, content: Buffer, suffix?: string): void {
    server.files.set(path, content)
    const sum = `${createHash('sha256').update(content).digest('hex')}  ${path.split('/').at(-1) ?? ''}\n`
    server.files.set(suffix === undefined ? '/v1.2.3/sums' : `${path}${suffix}`, sum)
  }
})

async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({name}, content)
  tar.finalize()
  return gzipSync(await buffer(tar as unknown as AsyncIterable<Uint8Array>))
}
