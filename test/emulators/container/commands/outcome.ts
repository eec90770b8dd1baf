import type {ExecOutcome} from '../backing.ts'
import {taken} from '../daemon/resetters.ts'
import {Failure} from '../failure.ts'

/** The process's own code; all else is an error of the tool, exit 1: there is no 125, 126 or 127. */
export function exitWith(outcome: ExecOutcome): void {
  if ('missing' in outcome) throw new Failure('internalError', 'failed to start process', {nested: new Failure('internalError', `failed to find target executable ${outcome.missing}`)})
  if ('portTaken' in outcome) throw taken()
  if ('notDrained' in outcome) throw new Failure('unknown', 'failed to exec process CancellationError()')
  process.exitCode = outcome.code
}
