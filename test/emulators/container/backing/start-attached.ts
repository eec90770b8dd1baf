import {existsSync} from 'node:fs'
import {spawn} from 'node:child_process'
import type {ExecOutcome} from '../backing.ts'
import type {ContainerRecord} from '../state.ts'
import {podman, podmanGlobals, withSystemPath} from './command.ts'
import {consoleParts} from './console.ts'
import {createGuest, hookArgs} from './create-guest.ts'
import {filesOf, realName, type Mac} from './mac.ts'
import {endHelpers} from './helpers.ts'
import {publishPorts} from './publish.ts'
import {prepareBoot, startGuest} from './start.ts'
import {killGuest, settle, signalNumber} from './stop.ts'

/** PID 1 in the foreground, until it ends. */
export async function startAttached(mac: Mac, container: ContainerRecord, {interactive}: {readonly interactive: boolean}): Promise<ExecOutcome> {
  return interactive ? withInput(mac, container) : withoutInput(mac, container)
}

/** Through the console's file, which keeps both streams apart and loses nothing of a program that ends at once. */
async function withoutInput(mac: Mac, container: ContainerRecord): Promise<ExecOutcome> {
  const outcome = await startGuest(mac, container)
  if (!('started' in outcome)) return outcome
  const stopForwarding = forwardToPid1(mac, container)
  try {
    for await (const {stream, bytes} of consoleParts(mac, container, {follow: true})) await write(stream === 'stdout' ? process.stdout : process.stderr, bytes)
    await settle(mac, container)
    return {code: await exitCode(mac, container)}
  } finally {
    stopForwarding()
  }
}

/** Podman has to know at creation. At the first boot nothing is lost by making the container anew. */
async function withInput(mac: Mac, container: ContainerRecord): Promise<ExecOutcome> {
  if (existsSync(filesOf(mac, container.id).boot)) throw new Error('not emulated: a standard input for a container that has run before')
  await createGuest(mac, container, {interactive: true})
  await prepareBoot(mac, container)
  const taken = await publishPorts(mac, container)
  if (taken !== null) {
    endHelpers(mac, container.id)
    return {portTaken: taken}
  }
  const args = [...podmanGlobals(), ...hookArgs(mac), 'start', '--attach', '--interactive', realName(mac, container.id)]
  const child = spawn('podman', args, {stdio: ['inherit', 'inherit', 'pipe'], env: withSystemPath(process.env)})
  child.stderr.on('data', (bytes: Buffer) => void process.stderr.write(bytes.toString('latin1').replace(OWN_NOISE, ''), 'latin1'))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => resolve(status ?? (signal === null ? 1 : 128)))
  })
  endHelpers(mac, container.id)
  return {code}
}

/** Podman looks for a system log, and says so on the program's own stream. */
const OWN_NOISE = /^failed to connect to syslog.*\n/m

async function exitCode(mac: Mac, {id}: ContainerRecord): Promise<number> {
  return Number(await podman(['inspect', '--format', '{{.State.ExitCode}}', realName(mac, id)]))
}

function forwardToPid1(mac: Mac, container: ContainerRecord): () => void {
  const forward = (signal: NodeJS.Signals) => void killGuest(mac, container, String(signalNumber(signal)))
  const signals = ['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}

function write(to: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void to.write(bytes, () => resolve()))
}
