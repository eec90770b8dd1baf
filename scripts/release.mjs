// Prepares a release (one commit, and the folder release/), or publishes a prepared one. See docs/releasing.md.
//
//   npm run release -- prepare X.Y.Z
//   npm run release -- publish
import {fileURLToPath} from 'node:url'
import {prepare} from './release/prepare.mjs'
import {publish} from './release/publish.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const [verb, version] = process.argv.slice(2)
try {
  if (verb === 'prepare') {
    const {packages} = prepare(root, version)
    console.log(`\nCommitted "chore: release ${version}". In release/:\n${packages.map(({tarball}) => `  ${tarball.slice(root.length + 9)}`).join('\n')}\n  SHA256SUMS\n  provenance.intoto.json\n\nLook at them, then: npm run release -- publish`)
  } else if (verb === 'publish') await publish(root, {input: process.stdin, output: process.stdout})
  else throw new Error('npm run release -- prepare X.Y.Z, or npm run release -- publish')
} catch (error) {
  console.error(`Error: ${error.message}`)
  process.exit(1)
}
