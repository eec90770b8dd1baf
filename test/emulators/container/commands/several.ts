import {asFailure, Failure, sentence, UsageError} from '../failure.ts'
import type {Call} from '../grammar/command.ts'

/** The names that were given, or all; one of the two. */
export function named(call: Call, what: string, all: () => readonly string[]): readonly string[] {
  if (call.args.length === 0 && !call.is('all')) throw new Failure('invalidArgument', `no ${what}s specified and --all not supplied`)
  if (call.args.length > 0 && call.is('all')) throw new Failure('invalidArgument', `explicitly supplied ${what} IDs conflict with the --all flag`)
  return call.is('all') ? all() : call.args
}

/** Each id on standard output as it is done, each error on a line of its own. */
export async function each(call: Call, ids: readonly string[], failed: string, work: (id: string) => Promise<void>, order: 'parallel' | 'serial'): Promise<void> {
  const errors: Failure[] = []
  const one = async (id: string) => {
    try {
      await work(id)
      call.out(id)
    } catch (error) {
      if (error instanceof UsageError) throw error
      errors.push(new Failure('internalError', failed, {nested: asFailure(error), codeShown: true}))
    }
  }
  if (order === 'parallel') await Promise.all(ids.map(one))
  else for (const id of ids) await one(id)
  if (errors.length === 0) return
  for (const error of errors) call.err(`Error: ${sentence(error)}`)
  process.exitCode = 1
}
