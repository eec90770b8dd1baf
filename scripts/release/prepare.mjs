import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import semver from 'semver'
import {npm, pack} from '../npm.mjs'
import {releasedChangelog} from './changelog.mjs'
import {git, refuseDirty} from './git.mjs'
import {checksums, provenance} from './provenance.mjs'
import {packagesOf, setVersion} from './versions.mjs'

/** Everything of a release but publishing it: one commit, and the folder release/. Contacts no registry. */
export function prepare(root, version) {
  const started = new Date()
  const [{version: before}] = packagesOf(root)
  if (semver.valid(version) !== version || !semver.gt(version, before)) throw new Error(`"${version ?? ''}" is no version after ${before}: npm run release -- prepare X.Y.Z`)
  refuseDirty(root)
  try {
    const changelog = join(root, 'CHANGELOG.md')
    writeFileSync(changelog, releasedChangelog(readFileSync(changelog, 'utf8'), version, started.toISOString().slice(0, 10)))
    const changed = [changelog, ...setVersion(root, version), join(root, 'oclif.manifest.json')]
    for (const script of ['build.mjs', 'pack-plugins.mjs']) execFileSync(process.execPath, [join(root, 'scripts', script)], {cwd: root, stdio: 'inherit'})
    git(root, ['add', ...changed])
    git(root, ['commit', '--quiet', '--message', `chore: release ${version}`])
  } catch (error) {
    git(root, ['reset', '--quiet', '--hard', 'HEAD'])
    throw error
  }
  return writeRelease(root, version, started)
}

function writeRelease(root, version, started) {
  const target = join(root, 'release')
  rmSync(target, {recursive: true, force: true})
  mkdirSync(target)
  // Built just now: another build by npm's hooks would only take longer.
  const packages = packagesOf(root).map(({name, folder}) => ({name, tarball: pack(folder, target, ['--ignore-scripts'])}))
  writeFileSync(join(target, 'SHA256SUMS'), checksums(packages.map(({tarball}) => tarball)))
  const statement = provenance({packages, version, commit: git(root, ['rev-parse', 'HEAD']), inputs: [join(root, 'package-lock.json')], npmVersion: npm(['--version']).trim(), started, finished: new Date()})
  writeFileSync(join(target, 'provenance.intoto.json'), `${JSON.stringify(statement, null, 2)}\n`)
  return {target, packages}
}
