import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import semver from 'semver'
import {npm, pack} from '../npm.mjs'
import {releasedChangelog} from './changelog.mjs'
import {releasedFormula} from './formula.mjs'
import {git, refuseDirty} from './git.mjs'
import {checksums, provenance} from './provenance.mjs'
import {packagesOf, setVersion} from './versions.mjs'

/** Everything of a release but publishing it: one commit, and the folder release/. Contacts no registry. */
export function prepare(root, version) {
  const started = new Date()
  const [{version: before}] = packagesOf(root)
  if (semver.valid(version) !== version || !semver.gt(version, before)) throw new Error(`"${version ?? ''}" is no version after ${before}: npm run release -- prepare X.Y.Z`)
  refuseDirty(root)
  const packages = commitRelease(root, version, started)
  return writeStatements(root, {version, packages, started})
}

/** The commit and the tarballs; the working tree is as it was when that fails. */
function commitRelease(root, version, started) {
  try {
    const changelog = join(root, 'CHANGELOG.md')
    writeFileSync(changelog, releasedChangelog(readFileSync(changelog, 'utf8'), version, started.toISOString().slice(0, 10)))
    const changed = [changelog, ...setVersion(root, version), join(root, 'oclif.manifest.json')]
    for (const script of ['build.mjs', 'pack-plugins.mjs']) execFileSync(process.execPath, [join(root, 'scripts', script)], {cwd: root, stdio: 'inherit'})
    // The formula has the digest of the tarball, so it is committed after packing; no tarball contains it.
    const packages = packAll(root)
    const formula = join(root, 'Formula/kina.rb')
    writeFileSync(formula, releasedFormula(readFileSync(formula, 'utf8'), packages[0].tarball))
    git(root, ['add', ...changed, formula])
    git(root, ['commit', '--quiet', '--message', `chore: release ${version}`])
    return packages
  } catch (error) {
    git(root, ['reset', '--quiet', '--hard', 'HEAD'])
    throw error
  }
}

/** Every package as a tarball in release/, kina first. */
function packAll(root) {
  const target = join(root, 'release')
  rmSync(target, {recursive: true, force: true})
  mkdirSync(target)
  // Built just now: another build by npm's hooks would only take longer.
  return packagesOf(root).map(({name, folder}) => ({name, tarball: pack(folder, target, ['--ignore-scripts'])}))
}

function writeStatements(root, {version, packages, started}) {
  const target = join(root, 'release')
  writeFileSync(join(target, 'SHA256SUMS'), checksums(packages.map(({tarball}) => tarball)))
  const statement = provenance({packages, version, commit: git(root, ['rev-parse', 'HEAD']), inputs: [join(root, 'package-lock.json')], npmVersion: npm(['--version']).trim(), started, finished: new Date()})
  writeFileSync(join(target, 'provenance.intoto.json'), `${JSON.stringify(statement, null, 2)}\n`)
  return {target, packages}
}
