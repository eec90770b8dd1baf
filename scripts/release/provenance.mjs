import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {basename} from 'node:path'

export function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** The lines that `sha256sum --check` reads. */
export function checksums(files) {
  return files.map((file) => `${sha256(file)}  ${basename(file)}\n`).join('')
}

/** An in-toto statement with SLSA provenance: which tarballs were made, from which commit, of what, by which tools. */
export function provenance({packages, version, commit, inputs, npmVersion, started, finished}) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: packages.map(({name, tarball}) => ({name: `pkg:npm/${name}@${version}`, digest: {sha256: sha256(tarball)}})),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:kina:release:1',
        externalParameters: {version, command: `npm run release -- prepare ${version}`},
        internalParameters: {node: process.versions.node, npm: npmVersion, platform: `${process.platform}-${process.arch}`},
        resolvedDependencies: [{name: 'source', digest: {gitCommit: commit}}, ...inputs.map((file) => ({name: basename(file), digest: {sha256: sha256(file)}}))],
      },
      runDetails: {builder: {id: 'urn:kina:release:by-hand'}, metadata: {startedOn: started.toISOString(), finishedOn: finished.toISOString()}},
    },
  }
}
