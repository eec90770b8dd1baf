import {contextFor, type App} from '../app.js'
import {KinaError} from '../errors.js'
import {isHere} from '../kubeconfig/origin.js'
import {ownEntries} from '../kubeconfig/own-entries.js'
import {contextName} from '../plan/names.js'
import {selectRuntime} from '../registry/select-runtime.js'
import {findClusters, type FoundCluster} from './find.js'

/**
 * A cluster where its kubeconfig says that it is, for who has found it nowhere: a runtime that does not work for the moment is left out of a search,
 * and "there is none" would be a lie.
 *
 * @throws KinaError E_RUNTIME_UNAVAILABLE, E_PROVIDER_UNKNOWN; when that runtime of this machine cannot be asked
 */
export async function findNoted(app: App, name: string): Promise<FoundCluster[]> {
  const entries = await ownEntries(app, () => {})
  const wanted = new Set(entries.filter(({cluster, origin}) => cluster === name && isHere(origin)).map(({origin}) => origin.runtime))
  const runtimes = await Promise.all([...wanted].map((runtime) => selectRuntime(app.registry, (kind, own) => contextFor(app, kind, own), {wanted: runtime, preference: [], say: () => {}}).catch((error: unknown) => Promise.reject(unasked(error, name)))))
  return runtimes.length === 0 ? [] : (await findClusters(app, {runtimes})).filter((cluster) => cluster.name === name)
}

function unasked(error: unknown, name: string): unknown {
  if (!(error instanceof KinaError)) return error
  const {code, message, detail, next} = error
  const gone = `If that runtime is gone for good: kubectl config delete-context ${contextName(name)}`
  return new KinaError({code, message: `${message} By its kubeconfig the cluster "${name}" is there.`, ...(detail !== undefined && {detail}), next: [...next, gone]}, {cause: error})
}
