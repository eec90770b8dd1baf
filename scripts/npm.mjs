import {execFileSync} from 'node:child_process'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

/** Runs the npm that kina brings, whichever is on PATH; what it prints is returned. */
export function npm(args, options = {}) {
  const from = createRequire(createRequire(import.meta.url).resolve('@oclif/plugin-plugins'))
  const cli = join(dirname(from.resolve('npm/package.json')), 'bin/npm-cli.js')
  return execFileSync(process.execPath, [cli, ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26, ...options})
}

/** Packs one folder as it would be published; the path of the tarball. */
export function pack(folder, destination, more = []) {
  const [{filename}] = JSON.parse(npm(['pack', folder, '--pack-destination', destination, '--json', '--loglevel=error', ...more]))
  return join(destination, filename)
}
