import {AsyncLocalStorage} from 'node:async_hooks'

/** Code of a plugin that is running, or that left this behind: a timer, a promise. */
export interface PluginCall {
  /** Name of the package. */
  readonly plugin: string
  /** Installed or linked by the user; false for what is part of kina. */
  readonly installed: boolean
  /** Aborted at the deadline of the call; every program that is started on its behalf ends with it. */
  readonly signal?: AbortSignal
  /** Ends the call with an error of which the plugin's promise knows nothing; false when the call is over. */
  readonly fail?: (error: unknown) => boolean
}

const calls = new AsyncLocalStorage<PluginCall | undefined>()

/** Runs a plugin's code so that whatever it does, now or later, can be told to be its own. */
export function inCall<T>(call: PluginCall | undefined, work: () => T): T {
  return calls.run(call, work)
}

/** Whose code is running. */
export function currentCall(): PluginCall | undefined {
  const call = calls.getStore()
  return call?.plugin === '' ? undefined : call
}

/** Runs something that may be stopped without leaving the calls that it entered: afterwards the call is what it was. */
export function fenced<T>(work: () => T): T {
  // Always another object: entering the call that is current would be taken for nothing to do, and so would leaving it.
  return calls.run({plugin: '', installed: false, ...calls.getStore()}, work)
}
