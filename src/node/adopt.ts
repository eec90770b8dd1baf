import {readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {Node} from '../contract/index.js'
import {nodeImageDirectory} from '../node-image/versions.js'
import {waitUp} from './wait-up.js'
import {writeFiles, type NodeFile} from './write-file.js'

/** Every image of kina's has it. */
const MARK = '/etc/systemd/system/kina-node.service'

/** What kina's own image has for this: the unit that reads /etc/kina/node.env, the one that forgets old addresses of API servers, the approver of kubelets' serving certificates, and sysctls that suit every CNI. */
const OWN = [
  'etc/sysctl.d/99-kina.conf',
  'etc/systemd/system/kina-node.service',
  'etc/systemd/system/kina-certificates.path',
  'etc/systemd/system/kina-certificates.service',
  'etc/systemd/system/kina-endpoints.service',
  'usr/local/lib/kina/node-start',
  'usr/local/lib/kina/renew-certificates',
  'usr/local/lib/kina/kubelet-certificate',
  'usr/local/lib/kina/forget-endpoints',
  'usr/local/lib/kina/approve-serving-certificates',
  'usr/local/lib/kina/certificates/der.bash',
  'usr/local/lib/kina/certificates/examine.bash',
]

/** What only an image of others needs; mirrors the node's root file system. The same from `src` and from `dist`. */
const foreignDirectory = fileURLToPath(new URL('../../images/foreign/', import.meta.url))
const FOREIGN = ['etc/systemd/system/kubelet.service.d/20-kina.conf', 'usr/local/lib/kina/adopt-node']

/**
 * Makes a node of an image that kina did not build, such as kindest/node, one that a cluster of kina's can have: what holds at every start
 * of a node lives in the node, so kina brings it there. An image of kina's own under another name is left as it is. Waits for systemd;
 * containerd may be starting anew afterwards.
 */
export async function adoptNode(node: Node, signal: AbortSignal): Promise<void> {
  await waitUp(node, signal)
  const {exitCode} = await node.exec(['test', '-e', MARK], {allowFailure: true})
  if (exitCode === 0) return
  await writeFiles(node, [...(await filesOf(`${nodeImageDirectory}/rootfs/`, OWN)), ...(await filesOf(foreignDirectory, FOREIGN))])
  await node.exec(['/usr/local/lib/kina/adopt-node'])
}

async function filesOf(directory: string, paths: readonly string[]): Promise<NodeFile[]> {
  return Promise.all(paths.map(async (path) => ({path: `/${path}`, text: await readFile(`${directory}${path}`, 'utf8'), mode: isProgram(path) ? 0o755 : 0o644})))
}

function isProgram(path: string): boolean {
  return path.startsWith('usr/local/lib/kina/') && !path.endsWith('.bash')
}
