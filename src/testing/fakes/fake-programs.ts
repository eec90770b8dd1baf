import {createHash} from 'node:crypto'
import type {ExecResult} from '../../contract/index.js'
import type {FakeExecCall} from './fake-node.js'
import {findMachine, serve} from './fake-world.js'
import type {NodePrograms} from '../runtime/node-programs.js'

/** The programs that every fake node has, as {@link builtIn} runs them. */
export const fakePrograms: NodePrograms = {
  exit: (code) => ['exit', String(code)],
  say: (stdout, stderr) => ['say', stdout, stderr],
  args: (...args) => ['args', ...args],
  variable: (name) => ['printenv', name],
  workingDirectory: () => ['pwd'],
  checksum: () => ['sha256sum'],
  copy: () => ['cat'],
  produce: (bytes) => ['produce', String(bytes)],
  write: (path, text) => ['write', path, text],
  read: (path) => ['cat', path],
  listen: (port, word) => ['listen', String(port), word],
  dial: (host, port) => ['dial', host, String(port)],
  assign: (address) => ['assign', address],
  route: (to, via, from) => ['route', to, via, from],
  console: (line) => ['console', line],
}

/** Runs one of the fake node's own programs; exit code 127 for any other. Bytes go in and out through the call. */
export async function builtIn(call: FakeExecCall): Promise<Partial<ExecResult>> {
  const [name, ...args] = call.argv
  return PROGRAMS.get(name)?.(args, call) ?? {exitCode: 127, stderr: `${name}: not found\n`}
}

type Program = (args: readonly string[], call: FakeExecCall) => Partial<ExecResult> | Promise<Partial<ExecResult>>

const PROGRAMS = new Map<string, Program>([
  ['true', () => ({})],
  ['false', () => ({exitCode: 1})],
  ['exit', ([code]) => ({exitCode: Number(code)})],
  ['say', ([stdout = '', stderr = '']) => ({stdout, stderr})],
  ['args', (args) => ({stdout: args.map((arg) => `${arg}\0`).join('')})],
  ['printenv', ([name = ''], {env}) => (env[name] === undefined ? {exitCode: 1} : {stdout: `${env[name]}\n`})],
  ['pwd', (_, {cwd}) => ({stdout: `${cwd}\n`})],
  ['sha256sum', checksum],
  ['cat', cat],
  ['produce', produce],
  ['write', ([path = '', text = ''], {machine}) => (machine.files.set(path, text), {})],
  ['listen', ([port, word = ''], {machine}) => serve(machine, Number(port), word).then(() => ({}))],
  ['dial', dial],
  ['assign', ([address = ''], {machine}) => (machine.assigned.add(address), {})],
  ['route', ([to = '', via = ''], {machine}) => (machine.routes.set(to, via), {})],
  ['console', ([line = ''], {machine}) => (machine.console.push(`${line}\n`), {})],
])

async function checksum(_: readonly string[], {stdin}: FakeExecCall): Promise<Partial<ExecResult>> {
  const hash = createHash('sha256')
  for await (const chunk of stdin) hash.update(chunk)
  return {stdout: `${hash.digest('hex')}  -\n`}
}

async function cat([path]: readonly string[], {stdin, machine, write}: FakeExecCall): Promise<Partial<ExecResult>> {
  if (path === undefined) for await (const chunk of stdin) await write(chunk)
  const text = path === undefined ? '' : machine.files.get(path)
  return text === undefined ? {exitCode: 1, stderr: `cat: ${path}: No such file or directory\n`} : {stdout: text}
}

async function produce([bytes]: readonly string[], {write}: FakeExecCall): Promise<Partial<ExecResult>> {
  for (let left = Number(bytes); left > 0; left -= 65_536) await write(new Uint8Array(Math.min(left, 65_536)))
  return {}
}

function dial([host = '', port]: readonly string[], {world, machine}: FakeExecCall): Partial<ExecResult> {
  const via = machine.routes.get(host)
  const target = findMachine(world, machine.cluster, via ?? host)
  const word = via === undefined || target?.assigned.has(host) ? target?.servers.get(Number(port)) : undefined
  return word === undefined ? {exitCode: 1, stderr: `${host}:${port}: connection refused\n`} : {stdout: `${word}\n`}
}

