import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {App} from '../app.js'
import {describeCluster} from '../cluster/describe.js'
import type {FoundCluster} from '../cluster/find.js'
import {messageOf} from '../errors.js'
import {ownKubeconfigPath} from '../kubeconfig/paths.js'
import {readKubeconfig} from '../kubeconfig/read.js'
import {hostChecks} from '../preflight/host-checks.js'
import {checksOfRuntime} from '../preflight/provider-checks.js'
import type {LogFolder} from './log-folder.js'

/** How long the doctor may look, in milliseconds. */
const DOCTOR_DEADLINE = 30_000

/** What is known of the cluster and of this machine without asking a node. */
export async function collectMachine(folder: LogFolder, app: App, cluster: FoundCluster): Promise<void> {
  const pieces: readonly (readonly [path: string, content: () => Promise<unknown>])[] = [
    ['cluster.json', () => describeCluster(app, cluster)],
    ['versions.json', () => versionsOf(app, cluster)],
    ['doctor.json', () => diagnosis(app, cluster.runtime.name)],
    ['kubeconfig.yaml', () => readKubeconfig(ownKubeconfigPath(cluster.name, app.home))],
  ]
  await Promise.all(
    pieces.map(async ([path, content]) => {
      try {
        const value = await content()
        if (value === null) folder.lacks(path, 'it is not there')
        else await folder.write(path, typeof value === 'string' ? value : JSON.stringify(value))
      } catch (error) {
        app.signal.throwIfAborted()
        folder.lacks(path, messageOf(error))
      }
    }),
  )
}

/** As the doctor does, without what only building images needs. */
async function diagnosis(app: App, runtime: string): Promise<unknown> {
  const over = new AbortController()
  const late = sleep(DOCTOR_DEADLINE, undefined, {signal: over.signal}).then(() => Promise.reject(new Error('the doctor did not end in time')))
  late.catch(() => {})
  const checks = [...hostChecks(app.platform), ...(await checksOfRuntime(app, runtime))]
  const results = Promise.all(checks.map(async (check) => ({title: check.title, ...(await check.look(app))})))
  return Promise.race([results, late]).finally(() => over.abort())
}

async function versionsOf({packageRoot, registry, platform}: App, {runtime}: FoundCluster): Promise<object> {
  const {version} = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {version: string}
  const of = (entries: ReadonlyMap<string, {readonly plugin: string}>) => Object.fromEntries([...entries].map(([name, {plugin}]) => [name, plugin]))
  return {
    kina: version,
    node: process.versions.node,
    platform: `${platform} ${process.arch}`,
    time: new Date().toISOString(),
    runtime: {name: runtime.name, version: runtime.version, kernel: runtime.kernel},
    plugins: {runtimes: of(registry.runtimes), cnis: of(registry.cnis), imageBuilders: of(registry.imageBuilders)},
  }
}
