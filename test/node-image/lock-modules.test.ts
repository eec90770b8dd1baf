import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ExecOptions} from '../../src/contract/index.js'
import {lockedDirectory} from '../../src/node-image/module-locks.js'
import {modulesKey, programsFromModules} from '../../src/node-image/source-modules.js'
import {type Programs, workshop} from './workshop-stub.js'

describe('locked Go modules', () => {
  let directory = ''
  const build = () => ({
    name: 'thing',
    version: 'v1.2.3',
    recipe: {directory: join(directory, 'modules', '{version}'), require: ['example.org/thing{goMajor}@{version}', 'example.org/other@{version}'], staging: 'v0.{minor}.{patch}', packages: {thing: 'example.org/thing'}},
  })

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-lock-'))
  })

  afterEach(() => rm(directory, {recursive: true, force: true}))

  const shop = (programs: Programs) => workshop(join(directory, 'cache'), programs)

  it('are those of the package where it has them', async () => {
    await mkdir(join(directory, 'modules', 'v1.2.3'), {recursive: true})
    const here = shop(go())
    assert.equal(await lockedDirectory(build(), here), join(directory, 'modules', 'v1.2.3'))
    assert.deepEqual(here.ran, [])
  })

  it('are made once of a version it does not have, with upstream’s replacements', async () => {
    const here = shop(go())
    const locked = await lockedDirectory(build(), here)
    assert.equal(
      await readFile(join(locked, 'go.mod'), 'utf8'),
      'module kina/thing\n\ngo 1.24.0\n\nreplace (\n\texample.org/staged => example.org/staged v0.2.3\n\texample.org/a v1.0.0 => example.org/fork v1.0.1\n)\n\nrequire (\n\texample.org/thing v1.2.3\n\texample.org/other v1.2.3\n)\n',
    )
    const lists = here.ran.filter(([, verb]) => verb === 'list').map((argv) => argv.find((arg) => arg.startsWith('-mod')))
    assert.deepEqual(lists, ['-mod=mod', '-mod=mod', '-mod=readonly', '-mod=readonly'])
    const ran = here.ran.length
    assert.equal(await lockedDirectory(build(), here), locked)
    assert.equal(here.ran.length, ran)
  })

  it('begin with upstream’s own sums where its recipe says that no database has them all', async () => {
    const upstream = join(directory, 'upstream')
    await mkdir(upstream)
    await writeFile(join(upstream, 'go.sum'), 'example.org/fork v1.0.1 h1:upstream\n')
    const here = shop(go(() => undefined, upstream))
    const locked = await lockedDirectory({...build(), recipe: {...build().recipe, upstreamSums: true}}, here)
    assert.equal(await readFile(join(locked, 'go.sum'), 'utf8'), 'example.org/fork v1.0.1 h1:upstream\nexample.org/thing v1.2.3 h1:sum\n')
  })

  it('ask a checksum database only while they are made', async () => {
    const seen: (readonly [string | undefined, string | undefined])[] = []
    const here = shop(go((args, options) => seen.push([args[0], options.env?.['GOSUMDB']])))
    await programsFromModules(build(), here)
    assert.deepEqual([...new Set(seen.map(([verb, database]) => `${verb} ${database}`))], ['mod undefined', 'list undefined', 'env undefined', 'build off'])
  })

  it('have no key before they are made', async () => {
    const here = shop(go())
    assert.equal(await modulesKey(build(), here), undefined)
    await lockedDirectory(build(), here)
    assert.match((await modulesKey(build(), here)) ?? '', /^modules-thing-v1\.2\.3-/)
  })

  it('are an error with the evidence when the proxy does not have the version, and nothing is kept', async () => {
    const here = shop({go: () => Promise.reject(new Error('403 Forbidden'))})
    await assert.rejects(lockedDirectory(build(), here), {code: 'E_COMPONENT_SOURCE', message: 'The Go modules of thing v1.2.3 cannot be locked.'})
    assert.equal(await lockedDirectory(build(), shop(go())).then((path) => path.includes('lock-thing-v1.2.3')), true)
  })
})

/** A Go that knows one module, and writes a sum for it. */
function go(see: (args: readonly string[], options: ExecOptions) => void = () => undefined, upstream = '/modules/thing'): Programs {
  const replace = [
    {Old: {Path: 'example.org/staged'}, New: {Path: './staging/staged'}},
    {Old: {Path: 'example.org/a', Version: 'v1.0.0'}, New: {Path: 'example.org/fork', Version: 'v1.0.1'}},
  ]
  return {
    go: async (args, options) => {
      see(args, options)
      if (args[0] === 'env') return JSON.stringify({GOVERSION: 'go1.26.8', GOHOSTARCH: 'amd64', GOHOSTOS: 'linux'})
      if (args[1] === 'download') return JSON.stringify({GoMod: '/modules/thing.mod', Dir: upstream})
      if (args[1] === 'edit') return JSON.stringify({Go: '1.24.0', Replace: replace})
      if (args[0] === 'list') await addSum(join(options.cwd ?? '', 'go.sum'), 'example.org/thing v1.2.3 h1:sum\n')
      if (args[0] === 'build') await writeFile(join(args[args.indexOf('-o') + 1] ?? '', 'thing'), '')
      return ''
    },
  }
}

/** As Go does: what is there stays. */
async function addSum(path: string, line: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => '')
  if (!before.includes(line)) await writeFile(path, before + line)
}
