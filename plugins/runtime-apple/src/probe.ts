import type {Context, Probe} from 'kina/plugin'
import {commands} from './commands.js'
import {hasNetworks, kernelName, NETWORKS_SINCE, OLDEST, readMac, type Mac} from './mac.js'
import {defaultKernel, defaultKernelLink, readService} from './service.js'
import {ask, reasonIn} from './tool.js'
import {compare, KNOWN, refusal, spell, versionIn, type Version} from './versions.js'

/** Whether nodes can run here. Changes nothing, and each answer has the command that mends it. */
export async function probeApple(ctx: Context): Promise<Probe> {
  const found = await installed(ctx)
  if (found === null) return missing(ctx)
  const mac = await readMac(ctx)
  const unfit = unfitMac(mac)
  if (unfit) return unfit
  if (!('version' in found)) return found
  const {version} = found
  const refused = refusal(version)
  if (refused !== null) return {available: false, reason: refused, fix: `${UPGRADE}; then container system start --enable-kernel-install`}
  const service = await answered(readService(ctx))
  if (service === null) return {available: false, reason: 'the service of container does not answer within 10 s: container system status hangs', fix: RESTART}
  if (!service.running) return {available: false, reason: `the service of container does not run (${service.status})`, fix: START}
  const kernel = service.appRoot === null ? undefined : await defaultKernel(ctx, service.appRoot)
  if (kernel === null) {
    return {available: false, reason: `no kernel is installed for containers: there is no ${defaultKernelLink(service.appRoot ?? '')}`, fix: 'container system kernel set --recommended'}
  }
  const notes = notesOn(version, service.version)
  return {
    ...{available: true, version: spell(version)},
    ...(kernel !== undefined && {kernel}),
    ...(notes.length > 0 && {notes}),
    ...(!hasNetworks(mac) && {nodeLimit: {max: 1, reason: `on macOS ${mac.version} containers do not reach each other; that takes macOS ${NETWORKS_SINCE}, which softwareupdate --list shows where this Mac can have it`}}),
  }
}

const UPGRADE = 'container system stop, then brew upgrade container or the installer from https://github.com/apple/container/releases'
const START = 'container system start --enable-kernel-install'
const RESTART = 'container system stop && container system start --enable-kernel-install; if that hangs too, restart the Mac'

/** The version of the program on PATH, an answer when it has none, or null when there is no program. */
async function installed(ctx: Context): Promise<{readonly version: Version} | Extract<Probe, {available: false}> | null> {
  let result
  try {
    result = await ask(ctx, commands.version())
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (/ENOENT/.test(String(error))) return null
    return {available: false, reason: `container cannot be started: ${error instanceof Error ? error.message : String(error)}`, fix: 'container --version must answer'}
  }
  const version = versionIn(result.stdout)
  if (result.exitCode === 0 && version !== null) return {version}
  return {available: false, reason: `container --version names no version: ${reasonIn(result.stderr || result.stdout)}`, fix: UPGRADE}
}

/** Off a Mac there is nothing to install, so there is no fix. */
async function missing(ctx: Context): Promise<Probe> {
  const system = await kernelName(ctx)
  if (system !== 'Darwin') return {available: false, reason: `Apple's container runs on macOS alone, and this is ${system || 'another system'}`}
  const unfit = unfitMac(await readMac(ctx))
  if (unfit) return unfit
  return {available: false, reason: 'container is not on PATH', fix: `brew install container, or the installer from https://github.com/apple/container/releases; then ${START}`, packages: {brew: ['container']}}
}

function unfitMac({silicon, major, version}: Mac): Probe | null {
  if (silicon === false) return {available: false, reason: "this Mac has an Intel processor, and Apple's container needs Apple silicon", fix: 'kina cluster create --runtime podman, after brew install podman; or --runtime docker'}
  if (major !== null && major < OLDEST) return {available: false, reason: `Apple's container needs macOS ${OLDEST}, for several nodes 26, and this is macOS ${version}`, fix: 'softwareupdate --list, then update macOS'}
  return null
}

function notesOn(version: Version, service: Version | null): string[] {
  const notes: string[] = []
  if (compare(version, KNOWN) > 0) {
    notes.push(`container ${spell(version)} is newer than ${spell(KNOWN)}, which kina was written by; kina doctor --runtime apple --report shows whether what kina relies on still holds`)
  }
  if (service !== null && compare(version, service) !== 0) {
    notes.push(`container is ${spell(version)}, but its service still runs ${spell(service)}: container system stop && container system start --enable-kernel-install`)
  }
  return notes
}

/** Null: it did not answer in time. */
async function answered<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look
  } catch (error) {
    if (/no answer within|timed? ?out/i.test(String(error))) return null
    throw error
  }
}
