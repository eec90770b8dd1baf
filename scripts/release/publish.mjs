import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {createInterface} from 'node:readline/promises'
import {npm} from '../npm.mjs'
import {refuseOtherFormula} from './formula.mjs'
import {git, refuseDirty} from './git.mjs'
import {sha256} from './provenance.mjs'
import {packagesOf} from './versions.mjs'

/** Publishes what was prepared; a person's doing, at a terminal. */
export async function publish(root, {input, output}) {
  if (!input.isTTY || !output.isTTY) throw new Error('Only a person publishes: this asks on a terminal, and there is none.')
  refuseDirty(root)
  const tarballs = preparedTarballs(root)
  for (const {name, version, taken} of tarballs.map(availability)) {
    output.write(`${name}@${version}: ${taken}\n`)
    if (taken === TAKEN) throw new Error(`${name}@${version} is published already.`)
  }
  const {version} = tarballs[0]
  const terminal = createInterface({input, output})
  const answer = await terminal.question(`Publishing cannot be undone. Type ${version} to publish these ${tarballs.length} packages: `)
  terminal.close()
  if (answer.trim() !== version) throw new Error('Nothing was published.')
  // The registry attests only what a CI with an identity of its own publishes.
  const attested = Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? process.env.SIGSTORE_ID_TOKEN)
  if (!attested) output.write('Without an identity of a CI the registry attests nothing; release/provenance.intoto.json is the statement there is.\n')
  // kina last: when it is there, so are its plugins.
  for (const {tarball} of tarballs.toReversed()) npm(['publish', tarball, ...(attested ? [] : ['--no-provenance'])], {stdio: 'inherit'})
}

/** The tarballs in release/, if they are those that were made from this commit. */
export function preparedTarballs(root) {
  const file = join(root, 'release/provenance.intoto.json')
  if (!existsSync(file)) throw new Error('There is no release/: npm run release -- prepare X.Y.Z')
  const {subject, predicate} = JSON.parse(readFileSync(file, 'utf8'))
  const commit = predicate.buildDefinition.resolvedDependencies.find(({name}) => name === 'source').digest.gitCommit
  if (commit !== git(root, ['rev-parse', 'HEAD'])) throw new Error(`release/ was made from commit ${commit}, which is not the one that is checked out.`)
  const tarballs = packagesOf(root).map(({name, version}) => {
    const tarball = join(root, 'release', `${name}-${version}.tgz`)
    const stated = subject.find((entry) => entry.name === `pkg:npm/${name}@${version}`)?.digest.sha256
    if (stated === undefined || !existsSync(tarball) || sha256(tarball) !== stated) throw new Error(`${tarball} is not what release/provenance.intoto.json states.`)
    return {name, version, tarball}
  })
  refuseOtherFormula(readFileSync(join(root, 'Formula/kina.rb'), 'utf8'), tarballs[0].tarball)
  return tarballs
}

const TAKEN = 'this version is published already'

function availability({name, version}) {
  try {
    const versions = [JSON.parse(npm(['view', name, 'versions', '--json'], {stdio: ['ignore', 'pipe', 'pipe']}))].flat()
    return {name, version, taken: versions.includes(version) ? TAKEN : `the name has ${versions.length} versions; npm says whether it is yours`}
  } catch (error) {
    if (/E404/.test(`${error.stdout}${error.stderr}`)) return {name, version, taken: 'the name is free'}
    throw error
  }
}
