import type {Interfaces} from '@oclif/core'
import type {App} from '../app.js'
import type {Offer} from '../cluster/create-from-flags.js'
import {KinaError} from '../errors.js'
import type {Step} from '../report/step.js'
import {packageHost} from './host.js'
import {withProvider, type Ask} from './offer.js'

/** Offers to install plugins of kina's own that are missing; absent where nobody can answer. */
export async function offerOnTerminal(config: Interfaces.Config, {env, signal, log}: App, {json, step}: {json: boolean; step: Step}): Promise<Offer | undefined> {
  const ask = askOnTerminal({json, env, input: process.stdin, output: process.stderr, signal})
  if (!ask) return undefined
  const host = await packageHost(config, {json, signal, log})
  return (app, kind, name) => withProvider(app, kind, name, {host, ask, step})
}

/** Asks on the terminal; absent where there is none, in CI, and where the output is for programs. */
export function askOnTerminal({json, env, input, output, signal}: {json: boolean; env: App['env']; input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal: AbortSignal}): Ask | undefined {
  const inCi = !['', '0', 'false'].includes(env['CI'] ?? '')
  if (json || inCi || env['TERM'] === 'dumb' || input.isTTY !== true || output.isTTY !== true) return undefined
  return async (message) => {
    const {default: confirm} = await import('@inquirer/confirm')
    return confirm({message, default: true}, {input, output, signal}).catch((error: Error) => {
      signal.throwIfAborted()
      if (error.name === 'ExitPromptError') throw new KinaError({code: 'E_INTERRUPTED', message: 'Interrupted at the question.', exit: 130})
      throw error
    })
  }
}
