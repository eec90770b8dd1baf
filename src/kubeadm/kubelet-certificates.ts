import type {Node} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'

/** Where kubelet keeps its client certificate with the key; later a link to the newest. */
const FILE = '/var/lib/kubelet/pki/kubelet-client-current.pem'
/** A control plane's kubelet's kubeconfig, with its first certificate and key inside as kubeadm writes them. */
const CONFIG = '/etc/kubernetes/kubelet.conf'

/** Moves both out of the kubeconfig, which then names the file. */
const MOVE = `set -eu
umask 077
mkdir -p "$(dirname ${FILE})"
for part in certificate key; do sed -n "s/^ *client-$part-data: //p" ${CONFIG} | base64 --decode; done > ${FILE}
sed -i -E 's#client-(certificate|key)-data: .*#client-\\1: ${FILE}#' ${CONFIG}`

/**
 * Has the first control plane's kubelet find its client certificate where it renews it, from its first start on. kubeadm does so later, in its
 * phase kubelet-finalize, and restarts the kubelet for it: every pod is looked at anew then, and new ones wait.
 */
export async function placeKubeletCertificate(node: Node): Promise<void> {
  await node.exec(['sh', '-c', MOVE])
}

/**
 * Gives kubelets whose client certificate has ended while their node was off a new one, made on a control plane. They renew theirs while they run,
 * but cannot once it has ended. Control planes do the same for themselves at each start.
 */
export async function renewKubelets(authority: Node, nodes: readonly Node[], progress: (text: string) => void): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      const {stdout} = await node.exec(['openssl', 'x509', '-checkend', '0', '-noout', '-in', FILE], {allowFailure: true})
      if (!/will expire/.test(stdout)) return
      progress(`${node.name}: its certificate has ended`)
      const {stdout: text} = await authority.exec(['/usr/local/lib/kina/kubelet-certificate', node.name])
      await node.exec(['rm', '-f', FILE])
      await writeFiles(node, [{path: FILE, text, mode: 0o600}])
      await node.exec(['systemctl', 'restart', 'kubelet.service'])
    }),
  )
}
