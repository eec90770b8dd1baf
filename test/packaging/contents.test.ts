import assert from 'node:assert/strict'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {npm} from '../../scripts/npm.mjs'
import {assertGolden} from '../golden.js'
import {packages, root} from './packages.js'

interface Packed {
  readonly bundled: readonly string[]
  readonly files: readonly {readonly path: string; readonly mode: number}[]
}

/** What npm would publish, without the tarballs that are made only for that. */
describe('the tarball', () => {
  for (const {folder, json} of packages) {
    it(`of ${json.name} has what it needs and nothing else`, () => {
      const [{files, bundled}] = JSON.parse(npm(['pack', folder, '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {cwd: root})) as [Packed]
      const paths = files.map(({path}) => path).filter((path) => !path.startsWith('plugins-dist/'))
      assert.deepEqual([...bundled].sort(), [...(json.bundleDependencies ?? [])].sort())
      assertGolden(`packaging/${json.name}.txt`, `${[...new Set(paths.map(patternOf))].sort().join('\n')}\n`)
      for (const whole of WHOLE.filter((name) => json.files?.includes(name))) {
        assert.deepEqual(paths.filter((path) => path.startsWith(`${whole}/`)).sort(), filesUnder(join(folder, whole)).map((file) => `${whole}/${file}`).sort())
      }
      for (const {path, mode} of files) if (path.startsWith('bin/')) assert.equal(mode & 0o111, 0o111, path)
    })
  }
})

/** Folders of data that are published as they are. */
const WHOLE = ['image', 'images', 'node']

/** Compiled files and data come and go with the sources; what counts is their kind. */
function patternOf(path: string): string {
  return path.replace(/(^|\/)dist\/.*?(\.d\.ts|\.[^./]+)$/, '$1dist/**$2').replace(/^(image|images|node)\/.*$/, '$1/**').replace(/^(node_modules\/[^/]+\/(?:image|node))\/.*$/, '$1/**')
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
