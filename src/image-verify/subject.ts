import type {Node, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {nodeVersions, type NodeVersions} from '../node-image/versions.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import type {Subject} from './check.js'
import {run, versionIn} from './run.js'

/** What the checks are told of an image, asked once. */
export async function subjectOf(node: Node, {labels}: StoredImage): Promise<Subject> {
  // One of the checks holds these against each other.
  const kubernetes = labels[IMAGE_LABELS.kubernetes] ?? (await first(node, ['cat', '/kind/version'])) ?? (await first(node, ['kubeadm', 'version', '--output=short']))
  return {
    node,
    own: labels[IMAGE_LABELS.inputs] !== undefined,
    kubernetes,
    kubeadm: await kubeadmImages(node, kubernetes),
    versions: kubernetes === null ? null : recipeOf(kubernetes),
  }
}

async function first(node: Node, argv: readonly [string, ...string[]]): Promise<string | null> {
  const ran = await run(node, argv)
  return ran.good ? versionIn(ran.text) : null
}

/** As the image's own kubeadm names them; with the version given, it asks nobody. */
async function kubeadmImages(node: Node, kubernetes: string | null): Promise<Subject['kubeadm']> {
  if (kubernetes === null) return {images: [], why: 'neither /kind/version nor kubeadm says which Kubernetes it is'}
  const ran = await run(node, ['kubeadm', 'config', 'images', 'list', '--kubernetes-version', kubernetes])
  if (!ran.good) return {images: [], why: `kubeadm cannot name its images: ${ran.why}`}
  return {images: ran.text.split('\n').filter((line) => /^\S+:\S+$/.test(line))}
}

function recipeOf(kubernetes: string): NodeVersions | null {
  try {
    return nodeVersions(kubernetes)
  } catch (error) {
    if (error instanceof KinaError && error.code === 'E_VERSION_UNKNOWN') return null
    throw error
  }
}
