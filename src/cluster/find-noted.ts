import {contextFor, type App} from '../app.js'
import {KinaError, messageOf} from '../errors.js'
import {isHere} from '../kubeconfig/origin.js'
import {ownEntries} from '../kubeconfig/own-entries.js'
import {contextName} from '../plan/names.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import {findClusters, type FoundCluster} from './find.js'

/**
 * A cluster where its kubeconfig says that it is, for who has found it nowhere: a runtime that does not work for the moment is left out of a search,
 * and "there is none" would be a lie.
 *
 * @throws KinaError E_RUNTIME_UNAVAILABLE, E_PROVIDER_UNKNOWN; when that runtime of this machine cannot be asked
 */
export async function findNoted(app: App, name: string): Promise<FoundCluster[]> {
  const wanted = await runtimesNoted(app, (cluster) => cluster === name)
  const runtimes = await Promise.all([...wanted.keys()].map((runtime) => ask(app, runtime).catch((error: unknown) => Promise.reject(unasked(error, name)))))
  return runtimes.length === 0 ? [] : (await findClusters(app, {runtimes})).filter((cluster) => cluster.name === name)
}

/** Warns of clusters that a search has not found because their runtime does not work. */
export async function tellUnseen(app: App, found: readonly FoundCluster[]): Promise<void> {
  const wanted = await runtimesNoted(app, (name) => !found.some((cluster) => cluster.name === name))
  for (const [runtime, clusters] of wanted) {
    await ask(app, runtime).catch((error: unknown) => {
      app.signal.throwIfAborted()
      app.log.warn(`Not shown, but in a kubeconfig: ${[...clusters].join(', ')}. ${error instanceof KinaError ? (error.detail ?? error.message) : messageOf(error)}`)
    })
  }
}

/** Runtimes of this machine, by what kubeconfigs note of these clusters, with their names. */
async function runtimesNoted(app: App, which: (cluster: string) => boolean): Promise<Map<string, Set<string>>> {
  const entries = (await ownEntries(app, () => {})).filter(({cluster, origin}) => isHere(origin) && which(cluster))
  return new Map(entries.map(({origin}) => [origin.runtime, new Set(entries.flatMap(({cluster, origin: {runtime}}) => (runtime === origin.runtime ? [cluster] : [])))]))
}

function ask(app: App, wanted: string): Promise<SelectedRuntime> {
  return selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted, preference: [], say: () => {}})
}

function unasked(error: unknown, name: string): unknown {
  if (!(error instanceof KinaError)) return error
  const {code, message, detail, next} = error
  const gone = `If that runtime is gone for good: kubectl config delete-context ${contextName(name)}`
  return new KinaError({code, message: `${message} By its kubeconfig the cluster "${name}" is there.`, ...(detail !== undefined && {detail}), next: [...next, gone]}, {cause: error})
}
