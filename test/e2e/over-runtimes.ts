import {registered, testContext} from './cluster.js'

/** The same suite over each runtime; one that this machine does not have is skipped, and the reason is printed. */
export async function overRuntimes(title: string, suite: (runtime: string) => void): Promise<void> {
  for (const {name, load} of (await registered('runtime-oci')).runtimes) {
    const probe = await (await load()).probe(testContext())
    const whole = `${title}, on ${name}`
    if (probe.available) describe(whole, () => suite(name))
    else {
      console.log(`skipped: ${whole}: ${probe.reason}`)
      describe.skip(whole, () => suite(name))
    }
  }
}
