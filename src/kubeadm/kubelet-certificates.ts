import type {Node} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'

/** Where kubelet keeps its client certificate with the key; a link to the newest. */
const FILE = '/var/lib/kubelet/pki/kubelet-client-current.pem'

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
