/** Run by the terminal's tests: a step that never ends, in a process with or without a handler of its own for SIGINT. */
import {makeSteps} from '../../src/report/step.js'
import {terminalReporter} from '../../src/report/terminal.js'
import {MemoryStream} from './recording.js'

if (process.argv[2] === 'handled') process.on('SIGINT', () => process.exit(42))
const stream = new MemoryStream(true)
void makeSteps(terminalReporter(stream)).step('a', 'Node image', () => new Promise(() => setInterval(() => {}, 1000)))
const waiting = setInterval(() => {
  if (!stream.text.includes('Node image')) return
  clearInterval(waiting)
  process.stdout.write('drawn\n')
}, 20)
