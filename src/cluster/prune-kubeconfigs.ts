import {contextFor, type App} from '../app.js'
import {KinaError, messageOf} from '../errors.js'
import {forgetKubeconfig} from '../kubeconfig/forget.js'
import {isHere} from '../kubeconfig/origin.js'
import {ownEntries, type OwnEntry} from '../kubeconfig/own-entries.js'
import {contextName} from '../plan/names.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import {findClusters} from './find.js'
import {withClusterLock} from './lock.js'

export interface Pruned {
  readonly context: string
  readonly file: string
}

export interface PruneOutcome {
  readonly removed: readonly Pruned[]
  /** Entries of kina's that stay although it is not known that there is a cluster. */
  readonly kept: readonly (Pruned & {readonly reason: string})[]
  readonly dryRun: boolean
}

/**
 * Takes clusters that are no more out of kubeconfigs. Only entries that kina wrote and marked are looked at, and only a runtime of this machine
 * that answers, and does not have the cluster, is reason enough.
 */
export async function pruneKubeconfigs(app: App, {dryRun}: {dryRun: boolean}): Promise<PruneOutcome> {
  const entries = await ownEntries(app, (error) => app.log.warn(messageOf(error)))
  const runtimes = new Map([...new Set(entries.filter(({origin}) => isHere(origin)).map(({origin}) => origin.runtime))].map((name) => [name, ask(app, name)]))
  const removed: Pruned[] = []
  const kept: (Pruned & {reason: string})[] = []
  for (const entry of entries) {
    const about = {context: contextName(entry.cluster), file: entry.file}
    const reason = await keepReason(app, entry, runtimes.get(entry.origin.runtime), dryRun)
    if (reason === null) removed.push(about)
    else if (reason !== '') kept.push({...about, reason})
  }
  return {removed, kept, dryRun}
}

type Asked = {readonly runtime: SelectedRuntime; readonly clusters: ReadonlySet<string>} | {readonly refused: string}

async function ask(app: App, name: string): Promise<Asked> {
  try {
    const runtime = await selectRuntime(app.registry, (kind, own) => contextFor(app, kind, own), {wanted: name, preference: [], say: () => {}})
    return {runtime, clusters: await namesOn(app, runtime)}
  } catch (error) {
    app.signal.throwIfAborted()
    return {refused: error instanceof KinaError && error.detail !== undefined ? error.detail : messageOf(error)}
  }
}

async function namesOn(app: App, runtime: SelectedRuntime): Promise<Set<string>> {
  return new Set((await findClusters(app, {runtimes: [runtime]})).map(({name}) => name))
}

/** Null: it is removed, or would be. Empty: there is the cluster. */
async function keepReason(app: App, {file, cluster, origin}: OwnEntry, asking: Promise<Asked> | undefined, dryRun: boolean): Promise<string | null> {
  if (asking === undefined || !isHere(origin)) return `it is of the machine ${origin.machine}`
  const asked = await asking
  if ('refused' in asked) return `the runtime ${origin.runtime} cannot be asked: ${asked.refused}`
  if (asked.clusters.has(cluster)) return ''
  if (dryRun) return null
  try {
    return await withClusterLock(app, cluster, {wait: false}, async () => {
      // Another kina may have made it meanwhile.
      if ((await namesOn(app, asked.runtime)).has(cluster)) return ''
      await forgetKubeconfig({cluster, env: app.env, home: app.home, files: [file], signal: app.signal})
      return null
    })
  } catch (error) {
    app.signal.throwIfAborted()
    return messageOf(error)
  }
}
