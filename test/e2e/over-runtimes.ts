import {registrations, testContext} from './cluster.js'
import type {Place} from './places/place.js'
import {places, type Wanted} from './places/places.js'

/** The same suite in several places; one that this machine does not have is skipped, and the reason is printed. */
export async function overRuntimes(title: string, suite: (place: Place) => void, {wanted = 'few'}: {wanted?: Wanted} = {}): Promise<void> {
  for (const place of await places(wanted)) {
    const reason = await whyNot(place)
    const whole = `${title}, on ${place.title}`
    if (reason === null) describe(whole, () => suite(place))
    else {
      console.log(`skipped: ${whole}: ${reason}`)
      describe.skip(whole, () => suite(place))
    }
  }
}

async function whyNot({runtime, env}: Place): Promise<string | null> {
  const registration = (await registrations()).find(({name}) => name === runtime)!
  const probe = await (await registration.load()).probe(testContext(env))
  return probe.available ? null : probe.reason
}
