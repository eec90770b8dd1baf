import type {Cause} from '../cause.js'

/**
 * A program of the pod network that looks for the API server at its service, where nothing answers yet: without kube-proxy it is this very
 * program that would have to make services work.
 */
export const serviceUnreachable: Cause = {
  id: 'service-unreachable',
  find({containers, serviceAddress, endpoint, kubeProxy, access}) {
    if (serviceAddress === '') return []
    return containers.flatMap(({namespace, pod, node, name, init, log, message}) => {
      const words = wordsIn(`${log}\n${message}`, serviceAddress)
      if (words === null) return []
      const who = `${init ? 'the init container' : 'the container'} ${name} of ${namespace}/${pod} on ${node}`
      const [host = '', port = '6443'] = endpoint.split(':')
      const without = {
        text: `the cluster has no kube-proxy, so nothing on ${node} knows the address of the service "kubernetes" until the pod network itself runs, and ${who} waits for it there ("${words}")`,
        next: [
          `Give it the API server's own address, which needs no service: ${host || 'the name of a control plane'}, port ${port}. In charts these are often k8sServiceHost and k8sServicePort; for programs that read the pod's environment, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT.`,
        ],
      }
      const withProxy = {
        text: `${who} cannot reach the API server at the service "kubernetes" ("${words}"): kube-proxy has made no rules for it on ${node}, or they do not work there`,
        next: [`kubectl ${access} --namespace kube-system logs --selector k8s-app=kube-proxy --tail=20`],
      }
      return [{cause: this.id, about: `${namespace}/${pod}`, ...(kubeProxy ? withProxy : without)}]
    })
  },
}

/** As Go's programs say that a connection did not come about, and curl. */
const FAILURES = ['i/o timeout', 'connect: connection refused', 'connect: no route to host', 'connect: network is unreachable', 'TLS handshake timeout', 'context deadline exceeded']

/** The part of a log that says it; null when there is none. */
function wordsIn(log: string, address: string): string | null {
  const [line] = log.split('\n').filter((text) => text.includes(`${address}:443`) && FAILURES.some((failure) => text.includes(failure))).slice(-1)
  if (line === undefined) return null
  const failure = FAILURES.find((candidate) => line.includes(candidate))!
  return line.includes(`dial tcp ${address}:443: ${failure}`) ? `dial tcp ${address}:443: ${failure}` : `${address}:443: ${failure}`
}
