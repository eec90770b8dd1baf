import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, appendFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {ContainerBacking, ExecOutcome} from '../backing.ts'
import type {ContainerRecord} from '../state.ts'
import {isProgram, run, type Streams} from './programs.ts'

/** A guest is a directory: a root file system with the three files of every start, and a mark while it runs. */
export function guests(directory: string): ContainerBacking {
  const of = ({id}: ContainerRecord, name: string) => join(directory, id, name)
  const runs = (container: ContainerRecord) => existsSync(of(container, 'running'))
  const end = (container: ContainerRecord) => rmSync(of(container, 'running'), {force: true})

  /** PID 1 writes to the console; programs that end at once leave a guest that has ended by itself. */
  async function boot(container: ContainerRecord, streams: Partial<Streams>): Promise<ExecOutcome> {
    const {executable, arguments: args, environment} = container.init
    write(of(container, 'console'), '')
    appendFileSync(of(container, 'boot.log'), `booting ${container.kernel.profile}\n`)
    const [first] = container.attachments
    if (first !== undefined) write(of(container, 'root/etc/hosts'), `127.0.0.1 localhost\n${first.ipv4Address.split('/')[0]} ${container.id}\n`)
    write(of(container, 'root/etc/hostname'), `${container.id}\n`)
    if (container.dns !== null && first !== undefined) write(of(container, 'root/etc/resolv.conf'), (container.dns.nameservers.length > 0 ? container.dns.nameservers : [first.ipv4Gateway]).map((server) => `nameserver ${server}\n`).join(''))
    if (!isProgram(executable) && !executable.includes('/')) return {missing: executable}
    write(of(container, 'running'), '')
    // What goes on for long is there until somebody ends it.
    if (!isProgram(executable) || (executable === 'sleep' && streams.write === undefined)) return {code: -1}
    const keep = (chunk: string | Uint8Array) => void (appendFileSync(of(container, 'console'), chunk), streams.write?.(chunk))
    const outcome = await run([executable, ...args], {environment, root: of(container, 'root'), write: keep, ...(streams.input === undefined ? {} : {input: streams.input})})
    end(container)
    return outcome
  }

  return {
    create: async (container) => void mkdirSync(of(container, 'root/etc'), {recursive: true}),
    start: async (container) => {
      const outcome = await boot(container, {})
      return 'missing' in outcome ? outcome : {started: true}
    },
    startAttached: (container, {interactive}) => boot(container, {write: (chunk) => void process.stdout.write(chunk), ...(interactive ? {input: process.stdin} : {})}),
    running: async (containers) => new Set(containers.filter(runs).map(({id}) => id)),
    stop: async (container) => end(container),
    kill: async (container, signal) => void (/KILL|TERM|INT|^9$|^15$|^2$/i.test(signal) ? end(container) : undefined),
    remove: async ({id}) => rmSync(join(directory, id), {recursive: true, force: true}),
    exec: async (container, {argv, environment, interactive, detach}) => {
      if (!isProgram(argv[0])) return {missing: argv[0]}
      if (detach) return {code: 0}
      return run(argv, {environment: [...container.init.environment, ...environment], root: of(container, 'root'), write: (chunk) => void process.stdout.write(chunk), ...(interactive ? {input: process.stdin} : {})})
    },
    console: (container) => once(of(container, 'console')),
    bootLog: (container) => once(of(container, 'boot.log')),
    root: async (container) => of(container, 'root'),
    export: async (container, file) => void execFileSync('tar', ['-cf', file, '-C', of(container, 'root'), '.']),
    stats: async (containers) => new Map(containers.filter(runs).map(({id}) => [id, {blockReadBytes: 0, blockWriteBytes: 0, cpuUsageUsec: 0, memoryUsageBytes: 0, networkRxBytes: 0, networkTxBytes: 0, numProcesses: 1}])),
  }
}

async function* once(file: string): AsyncIterable<Uint8Array> {
  yield readFileSync(file)
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, text)
}
