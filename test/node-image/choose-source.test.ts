import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {chooseSource} from '../../src/node-image/choose-source.js'
import {programsFromModules} from '../../src/node-image/source-modules.js'
import {nodeVersions} from '../../src/node-image/versions.js'
import {type ReleaseServer, releaseServer} from './release-server.js'
import {goStub, type Programs, workshop} from './workshop-stub.js'

const GO = goStub('1.26.8')

describe('choice of a source', () => {
  let server: ReleaseServer
  let directory = ''
  const components = nodeVersions('v1.31.0').components.filter(({name}) => ['kubernetes', 'runc'].includes(name))

  beforeEach(async () => {
    server = await releaseServer()
    directory = await mkdtemp(join(tmpdir(), 'kina-source-'))
    server.files.set('/release/v1.31.0/bin/linux/amd64/kubeadm.sha256', 'sum')
    server.files.set('/opencontainers/runc/releases/download/v1.1.12/runc.sha256sum', 'sum')
  })

  afterEach(async () => {
    await server.close()
    await rm(directory, {recursive: true, force: true})
  })

  const shop = (programs: Programs = {}) => workshop(directory, programs, {mirrors: {kubernetes: server.base, github: server.base}})

  it('is what was asked for, without a look', async () => {
    assert.equal((await chooseSource('modules', components, shop())).source, 'modules')
    assert.equal((await chooseSource('release', components, shop())).source, 'release')
    assert.deepEqual(server.requests, [])
  })

  it('is releases when every server answers', async () => {
    assert.equal((await chooseSource('auto', components, shop(GO))).source, 'release')
    assert.equal(server.requests.length, 2)
  })

  it('is Go modules when one server does not have it', async () => {
    server.files.delete('/opencontainers/runc/releases/download/v1.1.12/runc.sha256sum')
    const {source, reason} = await chooseSource('auto', components, shop(GO))
    assert.equal(source, 'modules')
    assert.match(reason, /answers 404/)
  })

  it('is Go modules when a server keeps silent', async () => {
    server.files.set('/release/v1.31.0/bin/linux/amd64/kubeadm.sha256', () => undefined)
    const {source, reason} = await chooseSource('auto', components, shop(GO), 50)
    assert.equal(source, 'modules')
    assert.match(reason, /did not answer within 0\.05 s/)
  })

  it('is what is in the cache already, without a look', async () => {
    const runc = components.filter(({name}) => name === 'runc')
    const building = shop(goStub('1.26.8', (_, into) => writeFile(join(into, 'runc'), '')))
    for (const {name, version, modules} of runc) await programsFromModules({name, version: version.modules, recipe: modules}, building)
    assert.equal((await chooseSource('auto', runc, shop(GO))).source, 'modules')
    assert.deepEqual(server.requests, [])
  })

  describe('on macOS', () => {
    const mac = (programs: Programs = {}) => workshop(directory, programs, {host: {platform: 'darwin', arch: 'arm64'}, mirrors: {kubernetes: server.base, github: server.base}})

    it('is releases, whatever is in the cache', async () => {
      const runc = components.filter(({name}) => name === 'runc')
      const building = shop(goStub('1.26.8', (_, into) => writeFile(join(into, 'runc'), '')))
      for (const {name, version, modules} of runc) await programsFromModules({name, version: version.modules, recipe: modules}, building)
      assert.equal((await chooseSource('auto', runc, mac(GO))).source, 'release')
    })

    it('is not Go modules, though Go is there: it says why, and what to do instead', async () => {
      server.files.delete('/opencontainers/runc/releases/download/v1.1.12/runc.sha256sum')
      const [auto, asked] = await Promise.all((['auto', 'modules'] as const).map((wish) => chooseSource(wish, components, mac(GO)).then(() => assert.fail(), (error: KinaError) => error)))
      assert.match(auto!.detail ?? '', /^release: .*answers 404.*\nmodules: it needs mmdebstrap and a C compiler for Linux, and this is macOS$/)
      assert.match(asked!.message, /^Building a node's programs from Go modules is not possible on this machine: it needs mmdebstrap/)
      for (const {code, next} of [auto!, asked!]) {
        assert.equal(code, 'E_COMPONENT_SOURCE')
        assert.match(next.join('\n'), /kina image build --source release.*\nOr build the image on a Linux machine/)
      }
    })
  })

  it('is Go modules for a version that is not locked yet, unless releases have it', async () => {
    const unlocked = nodeVersions('v1.31.999').components.filter(({name}) => name === 'kubernetes')
    const programs = shop(GO)
    assert.match((await chooseSource('auto', unlocked, programs)).reason, /answers 404 for .*v1\.31\.999/)
    assert.ok(programs.ran.every(([, verb]) => verb === 'env'))
    server.files.set('/release/v1.31.999/bin/linux/amd64/kubeadm.sha256', 'sum')
    assert.equal((await chooseSource('auto', unlocked, programs)).source, 'release')
  })

  it('is an error that says why neither way is open', async () => {
    await server.close()
    await assert.rejects(chooseSource('auto', components, shop()), (error: KinaError) => {
      assert.equal(error.code, 'E_COMPONENT_SOURCE')
      assert.match(error.detail ?? '', /release: 127\.0\.0\.1:\d+ cannot be reached/)
      assert.match(error.detail ?? '', /modules: .*no working `go`/)
      return true
    })
    server = await releaseServer()
  })
})
