import type {App} from '../app.js'
import {requireCluster} from '../cluster/require-cluster.js'
import type {Node} from '../contract/index.js'
import type {Step} from '../report/step.js'
import {collectApi, findApi, learnSecrets, parsed} from './collect-api.js'
import {collectMachine} from './collect-machine.js'
import {collectNode, type Looked} from './collect-node.js'
import {KnownSecrets} from './known-secrets.js'
import {LogFolder, type Missing} from './log-folder.js'
import {INSPECT} from './node-pieces.js'
import {openOutput} from './output.js'
import {run} from './run-piece.js'

export interface ExportedLogs {
  readonly cluster: string
  /** The folder or the archive, absolute. */
  readonly path: string
  readonly files: number
  /** What could not be had; also in missing.txt. */
  readonly missing: readonly Missing[]
}

/** How long a node may take to say that it answers, in seconds. */
const ANSWERS_WITHIN = 10

/**
 * Everything that somebody would ask for who looks at a cluster from afar, without its secrets; in whatever state the cluster is. What cannot be
 * had is noted, and is no failure. Two rounds: the first learns what is secret here, so that the second finds it wherever it was written.
 */
export async function exportLogs(app: App, {cluster: name, output}: {cluster: string; output?: string | undefined}, step: Step): Promise<ExportedLogs> {
  const cluster = await requireCluster(app, name, {ruins: true})
  const target = await openOutput(output ?? defaultOutput(name, new Date()))
  try {
    const known = new KnownSecrets()
    const folder = new LogFolder(target.folder, known.mask)
    await step('logs', `Logs of ${name}`, async (progress) => {
      const [looked, api] = await Promise.all([Promise.all(cluster.nodes.map((node) => look(app, node, known))), findApi(cluster.nodes.filter((node) => node.running), app.signal)])
      if ('kubectl' in api) await learnSecrets(api, known)
      else folder.lacks('api', api.refused)
      await Promise.all([
        collectMachine(folder, app, cluster),
        ...('kubectl' in api ? [collectApi(folder, api, progress)] : []),
        ...looked.map((node) => collectNode(folder, node, app.signal, progress)),
      ])
      await folder.close()
      await target.finish()
    })
    return {cluster: name, path: target.path, files: folder.files, missing: folder.missing}
  } catch (error) {
    await target.discard()
    throw error
  }
}

/** Whether it answers, and what its containers were given. */
async function look({signal}: App, node: Node, known: KnownSecrets): Promise<Looked> {
  if (!node.running) return {node, silent: 'it does not run', inspected: null}
  const {failure} = await run(node, ['true'], {limit: ANSWERS_WITHIN, signal})
  if (failure !== null) return {node, silent: failure, inspected: null}
  const {text} = await run(node, INSPECT.argv, {limit: INSPECT.limit, signal})
  known.addNamed(parsed(text))
  return {node, silent: null, inspected: text === '' ? null : text}
}

/** In the working directory, such as `kina-logs-dev-20260105-101201`. */
function defaultOutput(name: string, now: Date): string {
  return `kina-logs-${name}-${now.toISOString().replaceAll(/[-:]|\.\d+Z/g, '').replace('T', '-')}`
}
