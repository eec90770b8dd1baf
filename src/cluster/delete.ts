import {contextFor, type App} from '../app.js'
import {clusterDefaults} from '../config/defaults.js'
import {clusterNameProblem, THROWAWAY_PREFIX} from '../plan/names.js'
import {KinaError} from '../errors.js'
import type {Step} from '../report/step.js'
import {forgetKubeconfig} from '../kubeconfig/forget.js'
import {findClusters, type FoundCluster} from './find.js'
import {findNoted} from './find-noted.js'
import {withClusterLock} from './lock.js'
import {removeAbandoned} from './throwaway.js'
import {forgetKubernetes} from './version-record.js'

export interface DeleteResult {
  readonly name: string
  /** Runtimes that held something of it. Empty: there was nothing. */
  readonly runtimes: readonly string[]
  /** Files from which entries were removed, or which were removed. */
  readonly kubeconfigs: readonly string[]
}

/** Deletes clusters by name, or all of them, at once. */
export async function deleteClusters(app: App, {names, all}: {names: readonly string[]; all: boolean}, step: Step): Promise<DeleteResult[]> {
  const wanted = all ? (await findClusters(app)).map((cluster) => cluster.name).filter((name) => !name.startsWith(THROWAWAY_PREFIX)) : names.length === 0 ? [clusterDefaults.name] : names
  const wrong = wanted.map((name) => [name, clusterNameProblem(name)] as const).filter(([, problem]) => problem !== undefined)
  if (wrong.length > 0) throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: wrong.map(([name, problem]) => `"${name}" ${problem}`).join('\n')})
  return Promise.all([...new Set(wanted)].map((name) => step(`delete-${name}`, `Delete ${name}`, () => deleteCluster(app, name))))
}

/** Removes everything of one cluster, whatever state it is in. Idempotent: nothing there is an answer, not an error. */
export async function deleteCluster(app: App, name: string): Promise<DeleteResult> {
  return withClusterLock(app, name, {wait: true}, async () => {
    const failures: unknown[] = []
    const all = await findClusters(app, {failures})
    const named = all.filter((cluster) => cluster.name === name)
    // Nothing was found where kina could look: the cluster may be where it could not.
    if (named.length === 0 && failures.length > 0) throw failures[0]
    const found = named.length > 0 ? named : await findNoted(app, name)
    // A create that was killed may have left a throw-away node besides.
    await Promise.all([...found.map((cluster) => removeFrom(app, cluster)), removeAbandoned(app, all)])
    await forgetKubernetes(app, name)
    const kubeconfigs = await forgetKubeconfig({cluster: name, env: app.env, home: app.home})
    return {name, runtimes: found.map((cluster) => cluster.runtime.name), kubeconfigs}
  })
}

async function removeFrom(app: App, {name, runtime}: FoundCluster): Promise<void> {
  await runtime.provider.removeCluster(name, contextFor(app, 'runtime', runtime.name))
}
