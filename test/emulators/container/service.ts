import {setTimeout as sleep} from 'node:timers/promises'
import {Failure} from './failure.ts'
import type {Command} from './grammar/command.ts'
import type {MacSettings} from './state.ts'

/** What works, or answers in words of its own, while the service is not there. */
const WITHOUT_SERVICE = new Set(['system start', 'system stop', 'system status', 'system version', 'system property list'])

/** Commands that say what they were doing; the others ask whether the service is there first. */
const OWN_WORDS: Readonly<Record<string, string>> = {list: 'failed to list containers'}

/** Lets a command go on when the service answers; a service that hangs lets nothing go on, ever. */
export async function obeyService(command: Command, {service, slowSeconds}: MacSettings): Promise<void> {
  const name = command.words.join(' ')
  if (service === 'hangs' && name !== 'system property list') await new Promise<never>(() => setInterval(() => undefined, 1 << 30))
  if (service === 'stopped' && !WITHOUT_SERVICE.has(name)) throw unreachable(OWN_WORDS[name])
  if (slowSeconds > 0) await sleep(slowSeconds * 1000)
}

function unreachable(doing: string | undefined): Failure {
  const more = ['Ensure container system service has been started with `container system start`.']
  const cause = new Failure('interrupted', 'XPC connection error: Connection invalid', {codeShown: true, more})
  return doing === undefined ? cause : new Failure('internalError', doing, {nested: cause, codeShown: true, more})
}
