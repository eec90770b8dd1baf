import assert from 'node:assert/strict'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {releasedChangelog} from '../../scripts/release/changelog.mjs'
import {releasedFormula} from '../../scripts/release/formula.mjs'
import {git, refuseDirty} from '../../scripts/release/git.mjs'
import {checksums, provenance, sha256} from '../../scripts/release/provenance.mjs'
import {preparedTarballs, publish} from '../../scripts/release/publish.mjs'
import {packagesOf, setVersion} from '../../scripts/release/versions.mjs'
import {packages, root} from './packages.js'

describe('a release', () => {
  let copy: string
  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'kina-release-'))
    for (const file of ['package.json', 'package-lock.json', 'Formula/kina.rb', ...packages.slice(1).map(({folder}) => `${folder.slice(root.length)}/package.json`)]) {
      mkdirSync(join(copy, file, '..'), {recursive: true})
      cpSync(join(root, file), join(copy, file))
    }
    git(copy, ['init', '--quiet'])
    git(copy, ['add', '.'])
    git(copy, ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'all'])
  })
  after(() => rmSync(copy, {recursive: true}))

  it('moves what was unreleased under its version, and leaves the rest alone', () => {
    const text = '# Changelog\n\nWords.\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n### Contract\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- Zero.\n'
    assert.equal(
      releasedChangelog(text, '0.2.0', '2026-02-03'),
      '# Changelog\n\nWords.\n\n## [Unreleased]\n\n### Contract\n\n## [0.2.0] - 2026-02-03\n\n### Added\n\n- One.\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- Zero.\n',
    )
    assert.throws(() => releasedChangelog(releasedChangelog(text, '0.2.0', '2026-02-03'), '0.3.0', '2026-02-04'), /nothing to release/)
    assert.throws(() => releasedChangelog('# Changelog\n', '0.2.0', '2026-02-03'), /no "## \[Unreleased\]"/)
  })

  it('has a changelog that can be released', () => {
    assert.match(releasedChangelog(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), '99.0.0', '2099-01-01'), /\n## \[99\.0\.0\] - 2099-01-01\n\n### /)
  })

  it('gives all packages, and all they say of each other, one version', () => {
    setVersion(copy, '9.8.7-rc.1')
    assert.deepEqual([...new Set(packagesOf(copy).map(({version}) => version))], ['9.8.7-rc.1'])
    const own = packages.map(({json}) => json.name).join('|')
    for (const file of ['package-lock.json', 'package.json', 'plugins/cni-ptp/package.json']) {
      const changed = git(copy, ['diff', '--unified=0', '--', file]).split('\n').filter((line) => /^\+ /.test(line))
      assert.ok(changed.length > 1, file)
      for (const line of changed) assert.match(line, new RegExp(`^\\+ +("(version|${own})": "\\^?9\\.8\\.7-rc\\.1",?|"peerDependencies": \\{"kina": "\\^9\\.8\\.7-rc\\.1"\\},)$`), file)
    }
    assert.throws(() => refuseDirty(copy), /changes that are not committed:\nM package-lock\.json/)
    git(copy, ['checkout', '--quiet', '.'])
    refuseDirty(copy)
  })

  it('states which tarballs were made of what', () => {
    const tarball = join(copy, 'x.tgz')
    writeFileSync(tarball, 'content')
    assert.equal(checksums([tarball]), 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73  x.tgz\n')
    const date = new Date(0)
    const {subject, predicate} = provenance({packages: [{name: 'x', tarball}], version: '1.0.0', commit: 'c0ffee', inputs: [tarball], npmVersion: '11', started: date, finished: date})
    assert.deepEqual(subject, [{name: 'pkg:npm/x@1.0.0', digest: {sha256: sha256(tarball)}}])
    assert.deepEqual(predicate.buildDefinition.resolvedDependencies, [{name: 'source', digest: {gitCommit: 'c0ffee'}}, {name: 'x.tgz', digest: {sha256: sha256(tarball)}}])
    rmSync(tarball)
  })

  it('is not published without a terminal, nor from another state than the one it was made of', async () => {
    await assert.rejects(publish(copy, {input: new PassThrough() as never, output: new PassThrough() as never}), /Only a person publishes/)
    const terminal = () => Object.assign(new PassThrough(), {isTTY: true}) as never
    writeFileSync(join(copy, 'more'), '')
    await assert.rejects(publish(copy, {input: terminal(), output: terminal()}), /not committed:\n\?\? more/)
    rmSync(join(copy, 'more'))
    await assert.rejects(publish(copy, {input: terminal(), output: terminal()}), /There is no release\//)
    const release = join(copy, 'release')
    mkdirSync(release)
    const made = packagesOf(copy).map(({name, version}) => ({name, version, tarball: join(release, `${name}-${version}.tgz`)}))
    for (const {tarball} of made) writeFileSync(tarball, tarball)
    const state = (commit: string) => writeFileSync(join(release, 'provenance.intoto.json'), JSON.stringify(provenance({packages: made, version: made[0]!.version, commit, inputs: [], npmVersion: '11', started: new Date(), finished: new Date()})))
    const formula = join(copy, 'Formula/kina.rb')
    const commitFormula = (text: string) => {
      writeFileSync(formula, text)
      git(copy, ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--all', '--message', 'formula'])
    }
    commitFormula(releasedFormula(readFileSync(formula, 'utf8'), made[0]!.tarball))
    state('0123')
    assert.throws(() => preparedTarballs(copy), /made from commit 0123, which is not the one/)
    state(git(copy, ['rev-parse', 'HEAD']))
    assert.deepEqual(preparedTarballs(copy), made)
    commitFormula(releasedFormula(readFileSync(formula, 'utf8'), made[1]!.tarball))
    state(git(copy, ['rev-parse', 'HEAD']))
    assert.throws(() => preparedTarballs(copy), /Formula\/kina\.rb is for another tarball than .*kina-0/)
    writeFileSync(made[1]!.tarball, 'changed')
    assert.throws(() => preparedTarballs(copy), /is not what release\/provenance\.intoto\.json states/)
  })
})
