import type {Node} from '../contract/index.js'
import {onNode} from '../errors.js'
import {namingFullDisk} from '../node/full-disk.js'
import type {Progress} from '../report/step.js'

/** Where kubeadm's documents lie on a node: kind's place, which tools look for. */
export const CONFIG_FILE = '/kind/kubeadm.conf'

/** The ClusterConfiguration alone, on control planes; the node image renews certificates with it. */
export const CLUSTER_FILE = '/etc/kina/cluster-configuration.yaml'

/** Runs kubeadm inside a node; its phases are told as progress. */
export async function runKubeadm(node: Node, args: readonly string[], progress: Progress): Promise<string> {
  let output = ''
  let line = ''
  const decoder = new TextDecoder()
  await node.exec(['kubeadm', ...args], {
    onStdout: (chunk) => {
      const text = decoder.decode(chunk, {stream: true})
      output += text
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      for (const phase of lines.map((l) => /^\[([\w/-]+)\]/.exec(l)?.[1])) if (phase) progress(phase, node.name)
    },
  }).catch(async (error: unknown) => Promise.reject(await namingFullDisk(node, onNode(error, node.name))))
  return output
}
