import {nearest} from '../config/nearest.js'
import {KinaError} from '../errors.js'
import type {NetworkCheck} from './check.js'
import {NETWORK_CHECKS} from './checks.js'
import {agentRestart} from './checks/agent-restart.js'

export interface Selected {
  readonly checks: readonly NetworkCheck[]
  /** Those that disturb others. */
  readonly alone: readonly NetworkCheck[]
}

/**
 * The checks that the user wants: all but what has to be asked for, or those named, by id or by what several ids begin with, such as `dns`.
 *
 * @throws KinaError E_CONFIG_INVALID for a name that no check has
 */
export function selectChecks({only, agentRestart: wanted}: {readonly only: readonly string[]; readonly agentRestart: boolean}): Selected {
  const names = only.flatMap((text) => text.split(',')).map((text) => text.trim()).filter(Boolean)
  const all = [...NETWORK_CHECKS, agentRestart]
  const matches = (name: string, {id}: NetworkCheck) => id === name || id.startsWith(`${name}-`)
  const unknown = names.filter((name) => !all.some((check) => matches(name, check)))
  if (unknown.length > 0) throw unknownCheck(unknown[0]!, all.map(({id}) => id))
  const named = (check: NetworkCheck) => names.some((name) => matches(name, check))
  return {
    checks: NETWORK_CHECKS.filter((check) => names.length === 0 || named(check)),
    alone: wanted || named(agentRestart) ? [agentRestart] : [],
  }
}

function unknownCheck(name: string, ids: readonly string[]): KinaError {
  const meant = nearest(name, ids)
  return new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `--only ${name}: there is no such check.${meant === undefined ? '' : ` Did you mean ${meant}?`}`, detail: `Checks: ${ids.join(', ')}`})
}
