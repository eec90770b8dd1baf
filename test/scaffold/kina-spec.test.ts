import assert from 'node:assert/strict'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {givenKinaSpec, runningKinaSpec} from '../../src/scaffold/kina-spec.js'

describe('the kina that a new plugin is tested against', () => {
  let folder: string
  let root: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kina-spec-'))
    root = join(folder, 'node_modules/kina')
    await mkdir(root, {recursive: true})
    await writeFile(join(folder, 'kina-0.1.0.tgz'), '')
  })
  after(() => rm(folder, {recursive: true, force: true}))

  it('is a checkout', async () => assert.equal(await runningKinaSpec('/src/kina', '0.1.0'), 'file:/src/kina'))

  it('is the archive that this kina was installed from', async () => {
    await installed('file:kina-0.1.0.tgz')
    assert.equal(await runningKinaSpec(root, '0.1.0'), `file:${folder}/kina-0.1.0.tgz`)
  })

  it('is the version, when the archive is gone or npm knows of none', async () => {
    await installed('file:../gone/kina-0.1.0.tgz')
    assert.equal(await runningKinaSpec(root, '0.1.0'), '^0.1.0')
    await installed(undefined)
    assert.equal(await runningKinaSpec(root, '0.1.0'), '^0.1.0')
    await rm(join(folder, 'node_modules/.package-lock.json'))
    assert.equal(await runningKinaSpec(root, '0.1.0'), '^0.1.0')
  })

  it('is what was asked for, with paths from where it was asked', async () => {
    assert.equal(await givenKinaSpec('^0.1.0', folder), '^0.1.0')
    assert.equal(await givenKinaSpec('latest', folder), 'latest')
    assert.equal(await givenKinaSpec('https://example.org/kina.tgz', folder), 'https://example.org/kina.tgz')
    for (const spec of ['kina-0.1.0.tgz', './kina-0.1.0.tgz', 'file:kina-0.1.0.tgz', join(folder, 'kina-0.1.0.tgz')]) {
      assert.equal(await givenKinaSpec(spec, folder), `file:${folder}/kina-0.1.0.tgz`, spec)
    }
  })

  async function installed(resolved: string | undefined): Promise<void> {
    await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({packages: {'node_modules/kina': {version: '0.1.0', resolved}}}))
  }
})
