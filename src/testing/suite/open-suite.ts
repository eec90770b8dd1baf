import {messageOf} from '../../errors.js'
import type {Outcome, Rule, Suite} from './rule.js'

/** A suite under way, for whoever calls its rules: mocha or a loop. */
export interface OpenSuite {
  /** Makes what the rules share, once. It may take long, so a runner with a limit for each rule calls it before the limit counts. */
  begin(): Promise<void>
  /** Never rejects. */
  hold(rule: Rule): Promise<Outcome>
  end(): Promise<void>
}

/** @throws when an exemption names no rule of the suite */
export function openSuite({title, rules, exempt = {}, begin, end}: Suite): OpenSuite {
  const unknown = Object.keys(exempt).filter((name) => !rules.some((rule) => rule.title === name))
  if (unknown.length > 0) throw new Error(`${title}: there is no such rule: ${unknown.join('; ')}`)
  let begun: Promise<Beginning> | undefined
  const beginOnce = () => (begun ??= begin().then((reason): Beginning => ({reason}), (error: unknown): Beginning => ({reason: null, error})))

  async function outcomeOf({title: name, hold, alone}: Rule): Promise<Outcome> {
    if (exempt[name] !== undefined) return {state: 'skipped', reason: exempt[name]}
    if (!alone) {
      const {reason, error} = await beginOnce()
      if (error !== undefined) throw new Error(`the suite could not begin: ${textOf(error)}`, {cause: error})
      if (reason !== null) return {state: 'skipped', reason, all: true}
    }
    const reason = await hold()
    return reason === undefined ? {state: 'held'} : {state: 'skipped', reason}
  }

  return {
    begin: async () => void (await beginOnce()),
    hold: (rule) => outcomeOf(rule).catch((error: unknown): Outcome => ({state: 'broken', error: broken(rule, error)})),
    end: async () => (begun === undefined ? undefined : begun.then(end)),
  }
}

interface Beginning {
  readonly reason: string | null
  readonly error?: unknown
}

function broken({title}: Rule, cause: unknown): Error {
  return new Error(`rule "${title}" is broken: ${textOf(cause)}`, {cause})
}

/** With the evidence that kina's own errors and those of its bundled providers carry. */
function textOf(error: unknown): string {
  const detail = (error as {detail?: unknown} | null)?.detail
  return typeof detail === 'string' && detail !== '' ? `${messageOf(error)}\n${detail}` : messageOf(error)
}
