import type {Node} from '../contract/index.js'

/** Where kubeadm's documents lie on a node: kind's place, which tools look for. */
export const CONFIG_FILE = '/kind/kubeadm.conf'

/** The ClusterConfiguration alone, on control planes; the node image renews certificates with it. */
export const CLUSTER_FILE = '/etc/kina/cluster-configuration.yaml'

/** Runs kubeadm inside a node; its phases are told as progress. */
export async function runKubeadm(node: Node, args: readonly string[], progress: (text: string) => void): Promise<string> {
  let output = ''
  let line = ''
  const decoder = new TextDecoder()
  await node.exec(['kubeadm', ...args], {
    onStdout: (chunk) => {
      const text = decoder.decode(chunk, {stream: true})
      output += text
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      for (const phase of lines.map((l) => /^\[([\w-]+)\]/.exec(l)?.[1])) if (phase) progress(phase)
    },
  })
  return output
}
