import type {Node} from 'kina/plugin'

/**
 * Lends the files of an image that a node has, under a path of the node: its programs then run in the node itself, with the node's
 * network and files.
 */
export async function withImage<T>(node: Node, ref: string, use: (top: string) => Promise<T>): Promise<T> {
  const top = `/run/kina-cilium/${ref.replace(/[^\w.-]+/g, '-')}`
  // A call that was cut off may have left it mounted.
  await unmount(node, top)
  await node.exec(['mkdir', '-p', top])
  await node.exec(['ctr', '--namespace', 'k8s.io', 'images', 'mount', ref, top])
  try {
    return await use(top)
  } finally {
    await unmount(node, top)
  }
}

async function unmount(node: Node, top: string): Promise<void> {
  await node.exec(['ctr', '--namespace', 'k8s.io', 'images', 'unmount', '--rm', top], {allowFailure: true})
  // Up to what others need.
  await node.exec(['rmdir', '--parents', top], {allowFailure: true})
}
