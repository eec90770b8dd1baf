import assert from 'node:assert/strict'
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parse} from 'yaml'
import {KinaError} from '../../src/errors.js'
import {PLUGIN_KIND_NAMES} from '../../src/scaffold/plugin-kind.js'
import {assertGolden} from '../golden.js'
import {packageRoot, withDesk, type Desk} from './written-plugins.js'

interface Manifest {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly files: readonly string[]
}

const kina = await manifestOf(packageRoot)

describe('a new plugin', () => {
  for (const kind of PLUGIN_KIND_NAMES) {
    describe(kind, () => {
      it('has these files, and nothing left to fill in', () =>
        withDesk(async ({write}) => {
          const {directory, files, next} = await write({kind})
          assertGolden(`scaffold/${kind}.txt`, [...files, '', ...next, ''].join('\n'))
          const there = (await readdir(directory, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile())
          assert.equal(there.length, files.length)
          for (const file of files) assert.doesNotMatch(await readFile(join(directory, file), 'utf8'), /__[A-Z]/, file)
        }))

      it('is tested with the tools of this kina, against this kina', () =>
        withDesk(async ({write}) => {
          const manifest = await manifestOf((await write({kind})).directory)
          const {kina: spec, ...tools} = manifest.devDependencies
          assert.equal(spec, `file:${packageRoot.replace(/\/$/, '')}`)
          for (const [name, version] of Object.entries(tools)) assert.equal(version, kina.devDependencies[name], name)
          assert.equal(manifest.peerDependencies['kina'], `^${kina.version}`)
        }))

      it('has a workflow that is YAML, and runs what the package has', () =>
        withDesk(async ({write}) => {
          const {directory} = await write({kind})
          const workflow = parse(await readFile(join(directory, '.github/workflows/ci.yml'), 'utf8')) as {jobs: {test: {steps: {run?: string}[]}}}
          const scripts = Object.keys((JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {scripts: object}).scripts)
          const run = workflow.jobs.test.steps.flatMap((step) => /npm run (\S+)/.exec(step.run ?? '')?.[1] ?? [])
          assert.ok(run.length > 0)
          for (const script of run) assert.ok(scripts.includes(script), script)
        }))
    })
  }

  it('goes where it is told to, also into an empty folder', () =>
    withDesk(async ({folder, write}) => {
      await mkdir(join(folder, 'empty'))
      const {directory, next} = await write({kind: 'cni', directory: 'empty'})
      assert.equal(directory, join(folder, 'empty'))
      assert.equal(next[0], 'cd empty')
    }))
})

describe('a new plugin is refused', () => {
  for (const name of ['', 'Demo', '1st', 'my_cni', 'demo-', '-demo', '../demo', 'a b', 'none', 'kina-cni-demo', 'x'.repeat(31)]) {
    it(`with the name ${JSON.stringify(name)}`, () => withDesk((desk) => refuses(desk, {name}, 'E_PLUGIN_NAME')))
  }

  it('with a name that is registered', async () => {
    const cnis = [{apiVersion: 1, name: 'demo', summary: 'x', load: () => Promise.reject(new Error('not loaded'))}] as const
    await withDesk((desk) => refuses(desk, {name: 'demo'}, 'E_PLUGIN_NAME'), {cnis})
    await withDesk(async ({write}) => assert.equal((await write({kind: 'runtime'})).package, 'kina-runtime-demo', 'another kind'), {cnis})
  })

  it('where something is already, which stays as it is', () =>
    withDesk(async (desk) => {
      const file = join(desk.folder, 'kina-cni-demo', 'notes.txt')
      await mkdir(join(file, '..'))
      await writeFile(file, 'mine')
      await refuses(desk, {}, 'E_DIRECTORY_NOT_EMPTY')
      assert.equal(await readFile(file, 'utf8'), 'mine')
      await refuses(desk, {directory: file}, 'E_DIRECTORY_NOT_EMPTY')
    }))
})

async function refuses({write, folder}: Desk, options: {name?: string; directory?: string}, code: string): Promise<void> {
  const before = await readdir(folder)
  await assert.rejects(write({kind: 'cni', ...options}), (error: KinaError) => {
    assert.deepEqual([error.code, error.exit], [code, 2])
    return true
  })
  assert.deepEqual(await readdir(folder), before)
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}
