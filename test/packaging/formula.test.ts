import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {formulaSource, refuseOtherFormula, releasedFormula} from '../../scripts/release/formula.mjs'
import {sha256} from '../../scripts/release/provenance.mjs'
import {packages, root} from './packages.js'

const file = join(root, 'Formula/kina.rb')
const formula = readFileSync(file, 'utf8')

describe('Formula/kina.rb', () => {
  let scratch: string
  let tarball: string
  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'kina-formula-'))
    tarball = join(scratch, 'kina-9.8.7.tgz')
    writeFileSync(tarball, 'content')
  })
  after(() => rmSync(scratch, {recursive: true}))

  it('installs the version of this repository; its digest is zeros before the first release, and never after it', () => {
    const {url, sha256: digest} = formulaSource(formula)
    const [{json}] = packages as [(typeof packages)[number]]
    assert.equal(url, `https://registry.npmjs.org/kina/-/kina-${json.version}.tgz`)
    const released = /^## \[\d/m.test(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))
    assert.equal(/^0{64}$/.test(digest), !released)
    assert.match(digest, /^[0-9a-f]{64}$/)
  })

  it('says about kina what its package says', () => {
    const [{json}] = packages as [(typeof packages)[number]]
    const said = (field: string) => new RegExp(`^  ${field} "(.+)"$`, 'm').exec(formula)?.[1] ?? ''
    assert.equal(said('license'), json.license)
    // Homebrew's audit: at most 80 characters, neither an article nor the name at the beginning, no full stop.
    assert.ok(said('desc').length <= 80)
    assert.doesNotMatch(said('desc'), /^(An?|The|kina) |\.$/i)
    assert.match(said('homepage'), /^https:/)
  })

  it('has the parts of a formula for an npm package, in Homebrew’s order', () => {
    const parts = formula.split('\n').flatMap((line) => /^ {2}(desc|homepage|url|sha256|license|depends_on|def \w+|test do)\b/.exec(line)?.[1] ?? [])
    assert.deepEqual(parts, ['desc', 'homepage', 'url', 'sha256', 'license', 'depends_on', 'def install', 'def caveats', 'test do'])
    assert.match(formula, /^class Kina < Formula\n/)
    assert.match(formula, /^ {2}depends_on "node"$/m)
    assert.match(formula, /^ {4}system "npm", "install", \*std_npm_args\n {4}bin\.install_symlink libexec\.glob\("bin\/\*"\)$/m)
    // What `kina --version` prints begins like that: test/commands.
    assert.match(formula, /^ {4}assert_match "kina\/#\{version\}", shell_output\("#\{bin\}\/kina --version"\)$/m)
  })

  it('is Ruby: its blocks are closed, and where there is a ruby it says so', () => {
    const code = formula.replaceAll(/<<~(\w+)\n[^]*?^ *\1$/gm, '""').replaceAll(/#(?!\{).*$/gm, '')
    const opened = [...code.matchAll(/^ *(?:class|def|if|unless|case)\b|\bdo\b/gm)].length
    assert.equal([...code.matchAll(/^ *end$/gm)].length, opened)
    const {error, status, stderr} = spawnSync('ruby', ['-c', file], {encoding: 'utf8'})
    if (error === undefined) assert.equal(status, 0, stderr)
  })

  it('is given the version, the address and the digest of a tarball at once, and nothing else changes', () => {
    const released = releasedFormula(formula, tarball)
    assert.deepEqual(formulaSource(released), {url: 'https://registry.npmjs.org/kina/-/kina-9.8.7.tgz', sha256: sha256(tarball)})
    const changed = released.split('\n').filter((line: string, i: number) => line !== formula.split('\n')[i])
    assert.deepEqual(changed.map((line: string) => line.trim().split(' ')[0]), ['url', 'sha256'])
    refuseOtherFormula(released, tarball)
  })

  it('is refused for another tarball than its own, and when it is not as the release expects it', () => {
    const released = releasedFormula(formula, tarball)
    const other = join(scratch, 'kina-9.8.8.tgz')
    writeFileSync(other, 'content')
    assert.throws(() => refuseOtherFormula(released, other), /for another tarball than .*kina-9\.8\.8\.tgz/)
    writeFileSync(tarball, 'changed')
    assert.throws(() => refuseOtherFormula(released, tarball), /for another tarball/)
    assert.throws(() => releasedFormula(formula.replace('  url ', '  mirror '), tarball), /has 0 lines with url/)
    assert.throws(() => releasedFormula(`${formula}  sha256 "a"\n`, tarball), /has 2 lines with sha256/)
  })
})
