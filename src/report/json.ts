import type {Writable} from 'node:stream'
import type {Reporter} from './step.js'

/** One event a line, as JSON. Meant for standard error, so that standard output holds the command's result and nothing else. */
export function jsonReporter(stream: Writable): Reporter {
  return {
    emit(event) {
      stream.write(`${JSON.stringify(event)}\n`)
    },
    async close() {},
  }
}
