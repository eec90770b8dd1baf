import type {Cause} from '../cause.js'

/** Pods in ContainerCreating: the CNI is asked for their network, and refuses. */
export const noPodNetwork: Cause = {
  id: 'no-pod-network',
  find({pods, events, access}) {
    return pods.filter(({status}) => status?.phase === 'Pending').flatMap(({metadata, spec}) => {
      const {name = '', namespace = ''} = metadata ?? {}
      const event = events.filter((candidate) => candidate.pod === name && candidate.namespace === namespace && candidate.reason === 'FailedCreatePodSandBox').at(-1)
      if (event === undefined) return []
      const node = spec?.nodeName ?? ''
      const words = wordsOf(event.message)
      return [{
        cause: this.id,
        about: `${namespace}/${name}`,
        text: `${namespace}/${name} stays in ContainerCreating: the CNI on ${node} gives it no network: ${words}`,
        next: [adviceFor(words, node), `kubectl ${access} --namespace ${namespace} describe pod ${name}`],
      }]
    })
  },
}

/** What the CNI's program said, without what kubelet and containerd say around it. */
function wordsOf(message: string): string {
  return message.replace(/^.*?failed to setup network for sandbox "[0-9a-f]*": /s, '').replace(/^Failed to create pod sandbox: /, '').replaceAll(/\s+/g, ' ').trim()
}

/** By words that programs of CNIs have in common. */
function adviceFor(words: string, node: string): string {
  const program = /failed to find plugin "([^"]+)"/.exec(words)?.[1]
  if (program !== undefined) return `The program ${program} is not in /opt/cni/bin of ${node}: its configuration is there, and its installation is not, or not whole.`
  if (/connect: (connection refused|no such file)|dial unix/.test(words)) return `The CNI's agent on ${node} does not run, or not yet: look at its pod there.`
  const file = /(?:open|stat) (\/\S+): no such file/.exec(words)?.[1]
  if (file !== undefined) return `${file} is not there on ${node}: what writes it, mostly the CNI's agent, has not come so far. Look at its pod there.`
  return `Look at the pods of the CNI on ${node}, and at /etc/cni/net.d there.`
}
