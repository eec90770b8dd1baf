import {readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {Argv, Node} from '../contract/index.js'
import {pipeNodes} from '../node/pipe.js'
import {writeFiles} from '../node/write-file.js'
import type {Progress} from '../report/step.js'

/** Where all that an upgrade needs lies on a node until it is done: on its disk, so that what was brought is there after a restart. */
export const UPGRADE_DIRECTORY = '/var/lib/kina/upgrade'
const PARTS = `${UPGRADE_DIRECTORY}/parts`
/** The same from `src` and from `dist`. */
const SOURCE = fileURLToPath(new URL('../../images/upgrade/parts', import.meta.url))

/** The programs of Kubernetes that a node has. */
export type NodeProgramName = 'kubeadm' | 'kubelet' | 'kubectl'

/** One that was brought and is not installed yet. */
export function broughtProgram(name: NodeProgramName): string {
  return `${UPGRADE_DIRECTORY}/programs/${name}`
}

/** Writes the script into a node that gives or takes. */
export async function prepareParts(node: Node): Promise<void> {
  await writeFiles(node, [{path: PARTS, text: await readFile(SOURCE), mode: 0o755}])
}

/** Brings kubeadm, kubelet and kubectl beside the node's own, which stay in their place. */
export async function bringPrograms(from: Node, to: Node): Promise<void> {
  await pipeNodes({node: from, argv: [PARTS, 'give-programs']}, {node: to, argv: [PARTS, 'take-programs']})
}

/** Puts brought programs into the place of the node's own. */
export async function installPrograms(node: Node, names: readonly NodeProgramName[]): Promise<void> {
  await node.exec([PARTS, 'install', ...names])
}

/** Takes everything away that an upgrade has left on a node beside what it has installed, and what kubeadm keeps of it. */
export async function forgetParts(node: Node): Promise<void> {
  await node.exec(['rm', '-rf', UPGRADE_DIRECTORY, '/etc/kubernetes/tmp'])
}

/**
 * Brings all images of a node into the containerd of another that runs: layers it does not have, one by one, and then their names. The layers
 * keep their ids, so that what both have is brought once, and a second try goes on where the first has ended.
 */
export async function bringImages(from: Node, to: Node, progress: Progress): Promise<void> {
  const [theirs, ours] = await Promise.all([layersOf(from), layersOf(to)])
  const known = new Set(ours.map(({key}) => key))
  const missing = parentsFirst(theirs.filter(({key}) => !known.has(key)))
  for (const [i, {key, parent}] of missing.entries()) {
    progress(`layer ${i + 1} of ${missing.length}`, to.name)
    await pipeNodes({node: from, argv: [PARTS, 'give-layer', key]}, {node: to, argv: [PARTS, 'take-layer', key, ...(parent === undefined ? [] : [parent])] as unknown as Argv})
  }
  progress('names of images', to.name)
  await pipeNodes({node: from, argv: [PARTS, 'give-images']}, {node: to, argv: [PARTS, 'take-images']})
}

interface Layer {
  /** Digest of it and of all below it, as containerd names an unpacked layer. */
  readonly key: string
  readonly parent?: string
}

async function layersOf(node: Node): Promise<Layer[]> {
  const {stdout} = await node.exec([PARTS, 'layers'])
  return stdout.split('\n').filter(Boolean).map((line) => {
    const [key = '', parent] = line.split(' ')
    return {key, ...(parent !== undefined && {parent})}
  })
}

/** Each after the one it lies on, if that is among them. Pure. */
export function parentsFirst(layers: readonly Layer[]): Layer[] {
  const byKey = new Map(layers.map((layer) => [layer.key, layer]))
  const sorted = new Set<Layer>()
  const add = (layer: Layer | undefined): void => {
    if (layer === undefined || sorted.has(layer)) return
    add(byKey.get(layer.parent ?? ''))
    sorted.add(layer)
  }
  layers.forEach(add)
  return [...sorted]
}
