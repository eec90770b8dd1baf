import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {MacState} from './state.ts'

/** An emulated Mac: a directory. */
export interface Mac {
  readonly directory: string
}

/** As it stands. Files are replaced as a whole, so reading needs no lock. */
export function read(mac: Mac): MacState {
  return JSON.parse(readFileSync(fileOf(mac), 'utf8')) as MacState
}

/** One change at a time, in any process. `edit` must not wait for anything; when it throws, nothing has changed. */
export async function change<T>(mac: Mac, edit: (state: MacState) => T): Promise<T> {
  const {default: locks} = await import('proper-lockfile')
  const release = await locks.lock(fileOf(mac), {realpath: false, stale: 15_000, retries: {retries: 2000, minTimeout: 3, maxTimeout: 25, factor: 1.2, randomize: true}})
  try {
    const state = read(mac)
    const result = edit(state)
    write(mac, state)
    return result
  } finally {
    await release()
  }
}

/** Only where nobody else can look yet, and inside {@link change}. */
export function write(mac: Mac, state: MacState): void {
  const fresh = `${fileOf(mac)}.${process.pid}`
  writeFileSync(fresh, JSON.stringify(state, null, 1))
  renameSync(fresh, fileOf(mac))
}

function fileOf({directory}: Mac): string {
  return join(directory, 'state.json')
}
