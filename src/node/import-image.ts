import {createReadStream} from 'node:fs'
import type {Node} from '../contract/index.js'

/** Brings the images of an archive (OCI layout or docker-archive, tar) on this machine into a node's containerd, unpacked. */
export async function importImage(node: Node, archive: string): Promise<void> {
  // --local: the way that can drop layers once they are unpacked, which nobody reads again.
  await node.exec(['ctr', '--namespace', 'k8s.io', 'images', 'import', '--local', '--discard-unpacked-layers', '-'], {stdin: createReadStream(archive)})
}
