import {realpathSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {inspect} from 'node:util'
import type {Interfaces} from '@oclif/core'
import {openContribution, type Contribution} from '../registry/contribution.js'
import {thrownText} from '../registry/stamp.js'
import {bounded, isOutOfTime} from './bounded.js'
import {inCall} from './current-call.js'
import {armGuards} from './guards.js'
import {runRegisterHooks} from './register-hook.js'
import {watchStart} from './watchdog.js'

/** How long a plugin may take to register, in milliseconds. */
const REGISTER_DEADLINE = 3000

export interface Registered {
  readonly plugin: string
  readonly contribution?: Contribution
  /** Why it registered nothing. */
  readonly failure?: string
}

/** Lets plugins of the user register; whatever one of them does, the others and kina go on. */
export async function registerInstalled(plugins: readonly Interfaces.Plugin[], config: Interfaces.Config, {json}: {json: boolean}): Promise<Registered[]> {
  if (plugins.length === 0) return []
  armGuards(plugins.map(({name, root}) => ({name, root: realRoot(root)})))
  const {exitCode} = process
  const started = plugins.map((plugin) => start(plugin, config))
  const pending = started.filter(({done}) => done && inspect(done).includes('<pending>')).map(({plugin}) => plugin)
  // A loop that begins after the hook's first await cannot be ended from here, only be spoken about.
  const stopWatching = pending.length > 0 ? watchStart(pending, {json}) : undefined
  const results = await Promise.all(started.map(finish))
  stopWatching?.()
  process.exitCode = exitCode
  return results
}

interface Started {
  readonly plugin: string
  readonly close: () => Contribution
  readonly done?: Promise<unknown> | undefined
  readonly failure?: string
}

function start(plugin: Interfaces.Plugin, config: Interfaces.Config): Started {
  const {payload, close} = openContribution(plugin.name, false)
  try {
    const done = bounded(REGISTER_DEADLINE, () => inCall({plugin: plugin.name, installed: true}, () => runRegisterHooks(plugin, payload, config)))
    done?.catch(() => {})
    return {plugin: plugin.name, close, done}
  } catch (error) {
    return {plugin: plugin.name, close, failure: isOutOfTime(error) ? LATE : firstLine(error)}
  }
}

async function finish({plugin, close, done, failure}: Started): Promise<Registered> {
  if (failure !== undefined) return {plugin, failure}
  const timer = new AbortController()
  // Its timer keeps the process alive, which a promise of the plugin does not.
  const late = sleep(REGISTER_DEADLINE, undefined, {signal: timer.signal}).then(() => Promise.reject(new Error(LATE)))
  late.catch(() => {})
  try {
    if (done) await Promise.race([done, late])
    return {plugin, contribution: close()}
  } catch (error) {
    return {plugin, failure: firstLine(error)}
  } finally {
    timer.abort()
  }
}

const LATE = `it did not register within ${REGISTER_DEADLINE / 1000} s`

/** What Node.js appends, such as who required what, is not for a warning. */
function firstLine(error: unknown): string {
  return thrownText(error).split('\n')[0] ?? ''
}

/** Stack frames name real paths. */
function realRoot(root: string): string {
  try {
    return realpathSync(root)
  } catch {
    return root
  }
}
