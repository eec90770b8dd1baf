import assert from 'node:assert/strict'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {execa} from 'execa'
import {pack} from '../../scripts/npm.mjs'
import {formulaSource} from '../../scripts/release/formula.mjs'
import {git} from '../../scripts/release/git.mjs'
import {sha256} from '../../scripts/release/provenance.mjs'
import {packageRoot} from './kina.js'

const VERSION = '98.0.0'

describe('npm run release -- prepare', () => {
  let copy: string
  const release = (...args: string[]) => execa(process.execPath, ['scripts/release.mjs', ...args], {cwd: copy, env: {npm_config_registry: 'http://127.0.0.1:1'}, all: true, reject: false, stdin: 'ignore'})

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'kina-release-'))
    copyRepository(copy)
  })
  after(() => rmSync(copy, {recursive: true, force: true}))

  it('refuses what is no later version, and changes that are not committed', async () => {
    for (const version of ['0.0.1', 'soon']) assert.match((await release('prepare', version)).all, /is no version after/)
    cpSync(join(copy, 'README.md'), join(copy, 'MORE.md'))
    const {exitCode, all} = await release('prepare', VERSION)
    assert.deepEqual([exitCode, /not committed:\n\?\? MORE\.md/.test(all)], [1, true], all)
    rmSync(join(copy, 'MORE.md'))
  })

  it('makes one commit, all tarballs, their checksums and a statement of where they come from, with no registry', async () => {
    const before = git(copy, ['rev-parse', 'HEAD'])
    const {exitCode, all} = await release('prepare', VERSION)
    assert.equal(exitCode, 0, all)
    assert.deepEqual([git(copy, ['rev-parse', 'HEAD~1']), git(copy, ['status', '--porcelain'])], [before, ''])
    assert.match(readFileSync(join(copy, 'CHANGELOG.md'), 'utf8'), new RegExp(`## \\[Unreleased\\]\n\n### Contract\n\n## \\[${VERSION}\\] - \\d{4}`))

    const names = ['kina', ...readdirSync(join(copy, 'plugins')).map((name) => `kina-${name}`)]
    assert.deepEqual(readdirSync(join(copy, 'release')).sort(), ['SHA256SUMS', ...names.map((name) => `${name}-${VERSION}.tgz`), 'provenance.intoto.json'].sort())
    await execa('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {cwd: join(copy, 'release')})
    const statement = JSON.parse(readFileSync(join(copy, 'release/provenance.intoto.json'), 'utf8')) as {_type: string; subject: {name: string; digest: {sha256: string}}[]; predicate: {buildDefinition: {resolvedDependencies: {digest: {gitCommit?: string}}[]}}}
    assert.equal(statement._type, 'https://in-toto.io/Statement/v1')
    assert.deepEqual(statement.subject.map(({name, digest}) => [name, digest.sha256]).sort(), names.map((name) => [`pkg:npm/${name}@${VERSION}`, sha256(join(copy, 'release', `${name}-${VERSION}.tgz`))]).sort())
    assert.equal(statement.predicate.buildDefinition.resolvedDependencies[0]?.digest.gitCommit, git(copy, ['rev-parse', 'HEAD']))

    const committed = formulaSource(git(copy, ['show', 'HEAD:Formula/kina.rb']))
    assert.deepEqual(committed, {url: `https://registry.npmjs.org/kina/-/kina-${VERSION}.tgz`, sha256: sha256(join(copy, 'release', `kina-${VERSION}.tgz`))})
    const {stdout} = await execa('tar', ['-tzf', join(copy, 'release', `kina-${VERSION}.tgz`)])
    assert.deepEqual(stdout.split('\n').filter((path) => path.includes('plugins-dist/')).sort(), ['cilium', 'flannel'].map((name) => `package/plugins-dist/kina-cni-${name}-${VERSION}.tgz`))
    const inside = await execa('tar', ['-xzOf', join(copy, 'release', `kina-${VERSION}.tgz`), 'package/node_modules/kina-cni-ptp/package.json'])
    assert.equal((JSON.parse(inside.stdout) as {version: string}).version, VERSION)
    assert.ok(!stdout.includes('Formula'))
  })

  // Homebrew installs no tarball of a registry as it is: it unpacks it, drops the scripts of packing, and packs the folder again.
  it('makes a tarball of kina that stays complete when Homebrew packs it again', async () => {
    const source = join(copy, 'unpacked')
    mkdirSync(source)
    await execa('tar', ['-xzf', join(copy, 'release', `kina-${VERSION}.tgz`), '-C', source])
    const folder = join(source, 'package')
    const {scripts: {prepare: _prepare, prepack: _prepack, ...scripts} = {}, ...rest} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {scripts?: Record<string, string>}
    writeFileSync(join(folder, 'package.json'), JSON.stringify({...rest, scripts}, null, 2))
    const again = pack(folder, source, ['--ignore-scripts'])
    const filesOf = async (tarball: string) => (await execa('tar', ['-tzf', tarball])).stdout.split('\n').sort()
    assert.deepEqual(await filesOf(again), await filesOf(join(copy, 'release', `kina-${VERSION}.tgz`)))
    rmSync(source, {recursive: true})
  })

  it('is not followed by publishing unless a person is there', async () => {
    const {exitCode, all} = await release('publish')
    assert.deepEqual([exitCode, /Only a person publishes/.test(all)], [1, true], all)
  })
})

/** What is in the working tree now, committed, with the dependencies of this checkout and links to its own packages. */
function copyRepository(copy: string): void {
  for (const file of git(packageRoot, ['ls-files', '--cached', '--others', '--exclude-standard']).split('\n').filter((name) => existsSync(join(packageRoot, name)))) {
    mkdirSync(dirname(join(copy, file)), {recursive: true})
    cpSync(join(packageRoot, file), join(copy, file))
  }
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(packageRoot, 'node_modules')).filter((entry) => !entry.startsWith('kina'))) symlinkSync(join(packageRoot, 'node_modules', name), join(copy, 'node_modules', name))
  symlinkSync('..', join(copy, 'node_modules/kina'))
  for (const name of readdirSync(join(copy, 'plugins'))) symlinkSync(`../plugins/${name}`, join(copy, 'node_modules', `kina-${name}`))
  git(copy, ['init', '--quiet'])
  git(copy, ['config', 'user.name', 'test'])
  git(copy, ['config', 'user.email', 'test@example.org'])
  git(copy, ['add', '.'])
  git(copy, ['commit', '--quiet', '--message', 'all'])
}
