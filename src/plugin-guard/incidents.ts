import type {PluginProblem} from './plugin-problem.js'

type Sink = (problem: PluginProblem) => void

let sink: Sink | undefined
const waiting: PluginProblem[] = []
const said = new Set<string>()

/** Something that a plugin did outside a call whose error could tell. Each kind is said once, and kept until somebody listens. */
export function incident(problem: PluginProblem): void {
  const key = `${problem.plugin}: ${problem.message.split(':')[0]}`
  if (said.has(key)) return
  said.add(key)
  if (sink) sink(problem)
  else waiting.push(problem)
}

/** What has happened since the last time. */
export function incidents(): readonly PluginProblem[] {
  return waiting.splice(0)
}

/** From now on `listener` is told, first of what it has missed. */
export function listen(listener: Sink): void {
  sink = listener
  incidents().forEach(listener)
}

/** A new command: nothing has happened yet. */
export function forgetIncidents(): void {
  sink = undefined
  waiting.length = 0
  said.clear()
}
