import {randomBytes} from 'node:crypto'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Context} from '../contract/index.js'
import {exec} from '../process/exec.js'

/** A Context that runs programs on this host, as core lends it; its directories are new ones. For tests against the real thing. */
export function hostContext(signal: AbortSignal = new AbortController().signal): Context {
  const directory = join(tmpdir(), `kina-test-${randomBytes(4).toString('hex')}`)
  const silent = () => {}
  return {
    signal,
    log: {debug: silent, info: silent, warn: silent},
    dirs: {state: join(directory, 'state'), cache: join(directory, 'cache')},
    exec: (argv, options) => exec(argv, options, signal),
  }
}
