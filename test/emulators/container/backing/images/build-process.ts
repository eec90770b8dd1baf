import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, readFileSync} from 'node:fs'
import {open, readdir, rm, writeFile} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {podmanGlobals, withSystemPath} from '../command.ts'
import {growing} from '../console.ts'
import type {Mac} from '../mac.ts'

/**
 * Runs `podman build` so that it does not need this process: its words go to a file, and when this call is killed it goes on to its end
 * and clears up. An interrupt ends it. Resolves with its exit code; `place` is its own, and in its arguments.
 */
export async function runBuild(args: readonly string[], {place, onLine}: {readonly place: string; readonly onLine: (line: string) => void}): Promise<number> {
  const file = join(place, 'log')
  const log = await open(file, 'w')
  const child = spawn('podman', [...podmanGlobals(), ...args], {detached: true, stdio: ['ignore', log.fd, log.fd], env: withSystemPath(process.env)})
  const ended = once(child, 'close') as Promise<[number | null]>
  await log.close()
  await writeFile(join(place, 'pid'), String(child.pid))
  const interrupt = () => void endBuild(place)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
  try {
    await Promise.all([ended, readLines(growing(file, () => child.exitCode === null && child.signalCode === null), onLine)])
    return child.exitCode ?? 1
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
  }
}

/** Of calls that were killed. */
export async function endBuilds({directory}: Mac): Promise<void> {
  const places = (await readdir(directory).catch(() => [])).filter((name) => name.startsWith('build-')).map((name) => join(directory, name))
  for (const place of places) {
    await endBuild(place)
    await rm(place, {recursive: true, force: true})
  }
}

/** What a step runs is ended, not Podman: it then finds the step failed and removes what it has made. Only if that takes too long it is ended itself. */
async function endBuild(place: string): Promise<void> {
  const deadline = performance.now() + 20_000
  for (let pid = pidOf(place); pid !== null; pid = pidOf(place)) {
    const late = performance.now() > deadline
    for (const one of late ? [pid] : leaves(pid)) {
      try {
        process.kill(one, 'SIGKILL')
      } catch {
        // It has just ended.
      }
    }
    await sleep(50)
  }
}

function pidOf(place: string): number | null {
  try {
    const pid = Number(readFileSync(join(place, 'pid'), 'utf8'))
    const [state, words] = [readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/cmdline`, 'utf8')]
    return /\) [ZX]/.test(state) || !words.includes(basename(dirname(place)) + '/' + basename(place)) ? null : pid
  } catch {
    return null
  }
}

/** Programs of the step under way: all that descend from Podman and are not Podman's own. */
function leaves(pid: number): number[] {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => parentOf(Number(name))))
  const under = (one: number): number[] => [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...under(child)])
  return under(pid).filter((one) => !/^(podman|buildah-|\/proc\/self\/exe|runc|crun)/.test(commandOf(one)))
}

function parentOf(pid: number): [number, number][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return [[pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]]
  } catch {
    return []
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return 'podman'
  }
}

async function readLines(chunks: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, {stream: true})).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  }
  if (rest !== '') onLine(rest)
}
