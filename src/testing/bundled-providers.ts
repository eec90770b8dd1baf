import {packageApp} from './cni/package-app.js'
import type {Registrations} from './registrations-of.js'

/** What this kina brings along, without what the user installed: a runtime to look at an image store through, for instance. */
export async function bundledProviders(): Promise<Registrations> {
  const {app, leave} = await packageApp()
  await leave()
  const {runtimes, cnis, imageBuilders} = app.registry
  return {
    runtimes: [...runtimes.values()].map(({registration}) => registration),
    cnis: [...cnis.values()].map(({registration}) => registration),
    imageBuilders: [...imageBuilders.values()].map(({registration}) => registration),
  }
}
