import {contextFor, type App} from '../app.js'
import type {Probe} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {problemFix} from '../plugin-guard/plugin-problem.js'
import {loadProvider, preferred} from '../registry/load.js'
import {ok, type Check, type Finding} from './check.js'

/** One check for each runtime and image builder that is registered, in the order in which they are tried, and one for the plugins that are not usable. */
export function providerChecks(app: App): Check[] {
  const {runtimes, imageBuilders, problems} = app.registry
  const runtimeChecks = preferred(runtimes.keys(), app.defaults.runtimes).map((name): Check => ({title: `Runtime ${name}`, look: () => probed(async () => (await loadProvider('runtime', name, runtimes, problems)).provider.probe(contextFor(app, 'runtime', name)))}))
  const builderChecks = preferred(imageBuilders.keys(), app.defaults.runtimes).map((name): Check => ({title: `Image builder ${name}`, look: () => probed(async () => (await loadProvider('image builder', name, imageBuilders, problems)).provider.probe(contextFor(app, 'image builder', name)))}))
  return [...runtimeChecks, ...builderChecks, ...problems.map((problem): Check => ({title: `Plugin ${problem.plugin}`, look: async () => ({status: 'note', detail: problem.message, fix: problemFix(problem)})}))]
}

async function probed(probe: () => Promise<Probe>): Promise<Finding> {
  try {
    const result = await probe()
    if (result.available) return ok(result.version)
    return {status: 'missing', detail: result.reason, ...(result.fix !== undefined && {fix: result.fix}), ...(result.packages && {packages: result.packages})}
  } catch (error) {
    return {status: 'missing', detail: messageOf(error)}
  }
}
