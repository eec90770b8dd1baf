import {contextFor, type App} from '../app.js'
import type {Probe} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {problemFix} from '../plugin-guard/plugin-problem.js'
import {buildersOf} from '../registry/load-builder.js'
import {loadProvider, preferred} from '../registry/load.js'
import {ok, type Check, type Finding} from './check.js'

/** One check for each runtime and image builder that is registered, in the order in which they are tried, and one for the plugins that are not usable. */
export function providerChecks(app: App): Check[] {
  const {runtimes, imageBuilders} = app.registry
  const runtimeChecks = preferred(runtimes.keys(), app.defaults.runtimes).map((name) => runtimeCheck(app, name))
  const builderChecks = preferred(imageBuilders.keys(), app.defaults.runtimes).map((name) => builderCheck(app, name))
  return [...runtimeChecks, ...builderChecks, ...pluginChecks(app)]
}

/**
 * The checks of one runtime that was asked for, and of the builders of its image store.
 *
 * @throws KinaError E_PROVIDER_UNKNOWN
 */
export async function checksOfRuntime(app: App, name: string): Promise<Check[]> {
  const {runtimes, problems} = app.registry
  const builders = await loadProvider('runtime', name, runtimes, problems).then(
    ({provider}) => buildersOf(app, provider.imageStore),
    (error: unknown) => {
      if (error instanceof KinaError && error.code === 'E_PROVIDER_UNKNOWN') throw error
      // The runtime's own check says it.
      return []
    },
  )
  return [runtimeCheck(app, name), ...builders.map((builder) => builderCheck(app, builder.name))].map((check) => ({...check, look: async () => asked(await check.look(app))}))
}

/** Who asks for one is to be told that it is not there. */
function asked(finding: Finding): Finding {
  return finding.status === 'elsewhere' ? {...finding, status: 'missing'} : finding
}

function runtimeCheck(app: App, name: string): Check {
  const {runtimes, problems} = app.registry
  return {title: `Runtime ${name}`, look: () => probed(async () => (await loadProvider('runtime', name, runtimes, problems)).provider.probe(contextFor(app, 'runtime', name)))}
}

function builderCheck(app: App, name: string): Check {
  const {imageBuilders, problems} = app.registry
  return {title: `Image builder ${name}`, look: () => probed(async () => (await loadProvider('image builder', name, imageBuilders, problems)).provider.probe(contextFor(app, 'image builder', name)))}
}

function pluginChecks({registry: {problems}}: App): Check[] {
  return problems.map((problem) => ({title: `Plugin ${problem.plugin}`, look: async () => ({status: 'note', detail: problem.message, fix: problemFix(problem)})}))
}

async function probed(probe: () => Promise<Probe>): Promise<Finding> {
  try {
    return findingOf(await probe())
  } catch (error) {
    return {status: 'missing', detail: messageOf(error)}
  }
}

function findingOf(probe: Probe): Finding {
  if (probe.available) {
    const {version, notes = [], nodeLimit} = probe
    const all = [...notes, ...(nodeLimit ? [`A cluster may have ${nodeLimit.max === 1 ? 'one node' : `${nodeLimit.max} nodes`} here: ${nodeLimit.reason}`] : [])]
    return {...ok(version), ...(all.length > 0 && {notes: all})}
  }
  const {reason, fix, packages} = probe
  return {status: fix === undefined && packages === undefined ? 'elsewhere' : 'missing', detail: reason, ...(fix !== undefined && {fix}), ...(packages && {packages})}
}
