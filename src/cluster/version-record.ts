import {mkdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {App} from '../app.js'
import {LABELS} from '../plan/labels.js'
import {controlPlanes} from '../plan/roles.js'
import {writeAtomically} from '../plugin-packages/write-atomically.js'
import type {FoundCluster} from './find.js'

/** How long a node may take to say its version, in seconds: a list of clusters waits for it. */
const PATIENCE = 5

/**
 * The Kubernetes of a cluster. Labels of nodes say what they were made with, and no runtime changes a label; so a control plane that runs is asked,
 * and for a cluster that does not, the upgrade has left a note on the machine that it was made from.
 *
 * @returns empty when no node tells
 */
export async function kubernetesOf(app: App, cluster: FoundCluster): Promise<string> {
  const made = cluster.nodes.map((node) => node.labels[LABELS.kubernetes]).find((value) => value !== undefined) ?? ''
  const asked = controlPlanes(cluster.nodes).find(({running}) => running)
  const said = await asked?.exec(['cat', '/kind/version'], {allowFailure: true, timeoutSeconds: PATIENCE}).catch(() => undefined)
  app.signal.throwIfAborted()
  const inside = said?.exitCode === 0 ? said.stdout.trim() : ''
  if (/^v\d+\.\d+\.\d+/.test(inside)) return inside
  const note = await readNote(app, cluster.name)
  return note?.identity === identityOf(cluster) ? note.kubernetes : made
}

/** Leaves that note. */
export async function noteKubernetes(app: App, cluster: FoundCluster, kubernetes: string): Promise<void> {
  await mkdir(directoryOf(app), {recursive: true})
  await writeAtomically(fileOf(app, cluster.name), `${JSON.stringify({identity: identityOf(cluster), kubernetes})}\n`)
}

/** Takes it away with its cluster. */
export async function forgetKubernetes(app: App, name: string): Promise<void> {
  await rm(fileOf(app, name), {force: true})
}

interface Note {
  /** Of the cluster that it is about: another one of the same name, made while kina did not look, has another. */
  readonly identity: string
  readonly kubernetes: string
}

/** The published port is chosen anew for each cluster. */
function identityOf({runtime, nodes}: FoundCluster): string {
  const label = (key: string) => nodes.map(({labels}) => labels[key]).find((value) => value !== undefined) ?? ''
  return [runtime.name, label(LABELS.api), label(LABELS.kubernetes)].join(' ')
}

async function readNote(app: App, name: string): Promise<Note | null> {
  try {
    return JSON.parse(await readFile(fileOf(app, name), 'utf8')) as Note
  } catch {
    return null
  }
}

function directoryOf({stateRoot}: App): string {
  return join(stateRoot, 'upgraded')
}

function fileOf(app: App, name: string): string {
  return join(directoryOf(app), `${name}.json`)
}
