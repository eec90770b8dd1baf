import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ExecOptions} from '../../src/contract/index.js'
import {modulesKey, programsFromModules} from '../../src/node-image/source-modules.js'
import {goStub, workshop} from './workshop-stub.js'

describe('programs from Go modules', () => {
  let directory = ''
  const packages = {etcd: 'go.etcd.io/etcd/server/v3', etcdctl: 'go.etcd.io/etcd/etcdctl/v3'}
  let build = {name: 'etcd', version: 'v3.5.15', recipe: {directory: '', packages}}

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-modules-'))
    build = {...build, recipe: {...build.recipe, directory: join(directory, 'etcd', '{version}')}}
    await mkdir(join(directory, 'etcd', 'v3.5.15'), {recursive: true})
    await writeFile(join(directory, 'etcd', 'v3.5.15', 'go.mod'), 'module kina/etcd\n\ngo 1.21\n')
    await writeFile(join(directory, 'etcd', 'v3.5.15', 'go.sum'), '')
  })

  afterEach(() => rm(directory, {recursive: true, force: true}))

  const made = async (_: ExecOptions, into: string) => {
    for (const name of ['server', 'etcdctl']) await writeFile(join(into, name), name)
  }

  it('are built once, from what go.sum names, and get their names', async () => {
    let seen: ExecOptions = {}
    const shop = workshop(join(directory, 'cache'), goStub('1.26.8', async (options, into) => {
      seen = options
      await made(options, into)
    }))
    const path = await programsFromModules(build, shop)
    assert.deepEqual(await readdir(path), ['etcd', 'etcdctl'])
    assert.equal(seen.env?.['GOFLAGS'], '-mod=readonly -buildvcs=false')
    assert.equal(seen.env?.['GOSUMDB'], 'off')
    assert.equal(seen.env?.['CGO_ENABLED'], '0')
    await programsFromModules(build, shop)
    assert.equal(shop.ran.filter(([, verb]) => verb === 'build').length, 1)
  })

  it('have a key that changes with Go, sums, flags and architecture', async () => {
    const key = async (change: Partial<typeof build.recipe> & {cgo?: boolean} = {}, go = '1.26.8', arch: 'amd64' | 'arm64' = 'amd64') =>
      modulesKey({...build, recipe: {...build.recipe, ...change}}, workshop(directory, {...goStub(go), 'aarch64-linux-gnu-gcc': () => ''}, {arch}))
    const keys = [await key(), await key({cgo: true}), await key({}, '1.27.0'), await key({}, '1.26.8', 'arm64')]
    await writeFile(join(directory, 'etcd', 'v3.5.15', 'go.sum'), 'more')
    keys.push(await key())
    assert.equal(new Set(keys).size, keys.length)
  })

  it('get a C compiler for the other kind of machine where they contain C, and only there', async () => {
    let seen: ExecOptions = {}
    const shop = workshop(join(directory, 'cache'), {...goStub('1.26.8', async (options, into) => {
      seen = options
      await made(options, into)
    }), 'some-cc': () => ''}, {arch: 'arm64', host: {platform: 'linux', arch: 'amd64', crossCc: 'some-cc'}})
    await programsFromModules({...build, recipe: {...build.recipe, cgo: true}}, shop)
    assert.deepEqual([seen.env?.['CC'], seen.env?.['GOARCH'], seen.env?.['CGO_ENABLED']], ['some-cc', 'arm64', '1'])
    await programsFromModules(build, shop)
    assert.deepEqual([seen.env?.['CC'], seen.env?.['GOARCH'], seen.env?.['CGO_ENABLED']], [undefined, 'arm64', '0'])
    const bare = workshop(directory, goStub('1.26.8'), {arch: 'arm64'})
    await assert.rejects(programsFromModules({...build, recipe: {...build.recipe, cgo: true}}, bare), {code: 'E_COMPONENT_SOURCE', message: /no working C compiler for linux\/arm64/})
  })

  it('need Go', async () => {
    await assert.rejects(programsFromModules(build, workshop(directory)), {code: 'E_GO_MISSING', message: /no working `go`/})
  })

  it('need a Go that is new enough', async () => {
    const failing = programsFromModules(build, workshop(directory, goStub('1.20.3')))
    await assert.rejects(failing, {code: 'E_GO_MISSING', message: /needs Go 1\.21 or newer.*1\.20\.3/})
  })

  it('name the headers that C needs when the build fails', async () => {
    const failing = workshop(directory, goStub('1.26.8', () => Promise.reject(new Error('seccomp.h: no such file'))))
    const recipe = {...build.recipe, cgo: true, headers: ['libseccomp-dev']}
    await assert.rejects(programsFromModules({...build, recipe}, failing), (error: {code: string; next: string[]}) => {
      assert.equal(error.code, 'E_COMPONENT_SOURCE')
      assert.match(error.next[0] ?? '', /libseccomp-dev/)
      return true
    })
  })
})
