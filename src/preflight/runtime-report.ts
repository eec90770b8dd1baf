import {contextFor, type App} from '../app.js'
import type {Assumption, RuntimeBackend} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {loadProvider} from '../registry/load.js'
import type {Step} from '../report/step.js'

/** What a runtime relies on, and what was seen of it on this machine. */
export interface RuntimeReport {
  readonly runtime: string
  /** In the order in which they became known. */
  readonly assumptions: readonly Assumption[]
  /** Why it is not complete. Absent: it is. */
  readonly failure?: string
}

/** The report of one runtime; what a person with a machine of that kind sends to those who have none. */
export type Reporting = (step: Step) => Promise<RuntimeReport>

/**
 * A way to make the report of one runtime, which is not made yet: who cannot give one is told at once.
 *
 * @throws KinaError E_PROVIDER_UNKNOWN, E_CONFIG_INVALID when the runtime has nothing to report
 */
export async function reportingOf(app: App, name: string): Promise<Reporting> {
  const {runtimes, problems} = app.registry
  const {provider} = await loadProvider('runtime', name, runtimes, problems)
  if (provider.report === undefined) throw noReport(name)
  return (step) => step('report', `Report of runtime ${name}`, (progress) => collect(app, name, provider, progress))
}

/** Whether it is complete, and nothing in it was seen to be otherwise. */
export function reportHolds({assumptions, failure}: RuntimeReport): boolean {
  return failure === undefined && assumptions.every(({holds}) => holds !== false)
}

async function collect(app: App, runtime: string, provider: RuntimeBackend, progress: (text: string) => void): Promise<RuntimeReport> {
  const assumptions: Assumption[] = []
  let open = true
  try {
    await provider.report!(contextFor(app, 'runtime', runtime), (assumption) => {
      if (!open) return
      assumptions.push(checked(assumption, runtime, assumptions))
      progress(assumption.id)
    })
    return {runtime, assumptions}
  } catch (error) {
    app.signal.throwIfAborted()
    // What is known by then is worth as much as before.
    return {runtime, assumptions, failure: messageOf(error)}
  } finally {
    open = false
  }
}

/** A copy of what a plugin hands over, if it is an assumption. */
function checked({id, text, check, holds, seen}: Assumption, runtime: string, before: readonly Assumption[]): Assumption {
  const texts = [id, text, check, seen].every((part: unknown) => typeof part === 'string')
  const wrong = !texts || (holds !== null && typeof holds !== 'boolean') ? 'is no assumption' : before.some((other) => other.id === id) ? 'is there twice' : undefined
  if (wrong !== undefined) throw new KinaError({code: 'E_PROVIDER_FAILED', message: `runtime ${runtime}, report: ${JSON.stringify(id)} ${wrong}`})
  return {id, text, check, holds, seen}
}

function noReport(runtime: string): KinaError {
  return new KinaError({
    code: 'E_CONFIG_INVALID',
    exit: 2,
    message: `The runtime ${runtime} has no report: it relies on nothing that it could look at here.`,
    next: [`What this machine lacks for it: kina doctor --runtime ${runtime}`],
  })
}
