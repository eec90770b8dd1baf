import type {Node} from '../contract/index.js'
import {inParallel} from '../node-image/in-parallel.js'
import type {Progress} from '../report/step.js'
import {API_PIECES} from './cluster-pieces.js'
import type {KnownSecrets} from './known-secrets.js'
import type {LogFolder} from './log-folder.js'
import {keep, run, type Output} from './run-piece.js'

/** How many kubectls run at a time. */
const AT_ONCE = 3

/** A control plane whose API server answers. */
export interface Api {
  readonly kubectl: (args: readonly string[]) => Promise<Output>
}

/** The first control plane that answers; else what the last of them said. */
export async function findApi(nodes: readonly Node[], signal: AbortSignal): Promise<Api | {readonly refused: string}> {
  let refused = 'no control plane runs'
  for (const node of nodes.filter(({role}) => role === 'control-plane')) {
    const kubectl: Api['kubectl'] = (args) => run(node, ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '--request-timeout=20s', ...args], {limit: 40, signal})
    const {failure} = await kubectl(['get', '--raw', '/livez'])
    if (failure === null) return {kubectl}
    refused = `${node.name}: ${failure.split('\n').at(-1)}`
  }
  return {refused}
}

/** Reads Secrets to recognize their values elsewhere; they are written nowhere. Variables of pods too, by their names. */
export async function learnSecrets({kubectl}: Api, known: KnownSecrets): Promise<void> {
  const [secrets, pods] = await Promise.all([kubectl(['get', 'secrets', '--all-namespaces', '--output', 'json']), kubectl(['get', 'pods', '--all-namespaces', '--output', 'json'])])
  known.addSecrets(parsed(secrets.text))
  known.addNamed(parsed(pods.text))
}

export async function collectApi(folder: LogFolder, {kubectl}: Api, progress: Progress): Promise<void> {
  await inParallel(AT_ONCE, API_PIECES, async ({path, args}) => {
    progress(`api/${path}`)
    await keep(folder, `api/${path}`, await kubectl(args))
  })
}

/** One document, or several after another; null when it is neither. */
export function parsed(text: string): unknown {
  try {
    return text.trim().split(/(?<=^\}\n)(?=\{)/m).map((part) => JSON.parse(part) as unknown).reduce((all, one) => (all === undefined ? one : [all, one].flat()))
  } catch {
    return null
  }
}
