import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {STATE_FORMAT, type MacState} from './state.ts'

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
  return locked(fileOf(mac), async () => {
    const state = read(mac)
    const result = edit(state)
    write(mac, state)
    return result
  })
}

/** For what makes a Mac: nobody else makes or finds it meanwhile. */
export async function alone<T>(mac: Mac, work: () => Promise<T>): Promise<T> {
  return locked(mac.directory, work)
}

export function isThere(mac: Mac): boolean {
  return existsSync(fileOf(mac)) && read(mac).format === STATE_FORMAT
}

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const {default: locks} = await import('proper-lockfile')
  const release = await locks.lock(path, {realpath: false, stale: 15_000, retries: {retries: 2000, minTimeout: 3, maxTimeout: 25, factor: 1.2, randomize: true}})
  try {
    return await work()
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
