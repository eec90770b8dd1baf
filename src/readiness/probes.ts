import type {V1Pod} from '@kubernetes/client-node'
import type {Condition, Node} from '../contract/index.js'

/** Where kube-proxy says how it is; its pod has no probe. */
const PROXY_HEALTH = 'http://127.0.0.1:10256/healthz'

/** What pods on each node are asked by their readiness probes, as far as that is HTTP. Pure. */
export function probesOf(pods: readonly V1Pod[]): Map<string, string[]> {
  const urls = new Map<string, string[]>()
  for (const {metadata, spec, status} of pods) {
    const own = metadata?.labels?.['k8s-app'] === 'kube-proxy' ? [PROXY_HEALTH] : []
    for (const {readinessProbe, ports = []} of spec?.containers ?? []) {
      if (!readinessProbe?.httpGet) continue
      const {host, port, path = '/', scheme = 'HTTP'} = readinessProbe.httpGet
      const number = typeof port === 'number' ? port : (ports.find(({name}) => name === port)?.containerPort ?? Number(port))
      own.push(`${scheme.toLowerCase()}://${host ?? status?.podIP ?? '127.0.0.1'}:${number}${path}`)
    }
    const node = spec?.nodeName
    if (node !== undefined && status?.phase === 'Running') urls.set(node, [...(urls.get(node) ?? []), ...own])
  }
  return urls
}

/**
 * Asks them from inside each node. A kubelet that has just been started says of a pod that it is Ready before it has asked for the first time, and
 * kube-proxy counts as Ready while it waits for the API server, and as often as it gives up and begins anew.
 */
export async function askProbes(nodes: readonly Node[], probes: ReadonlyMap<string, readonly string[]>): Promise<Condition> {
  const answers = await Promise.all(nodes.map((node) => ask(node, probes.get(node.name) ?? [])))
  const silent = answers.flat()
  return silent.length === 0 ? {met: true} : {met: false, reason: `no good answer yet: ${silent.join(', ')}`}
}

async function ask(node: Node, urls: readonly string[]): Promise<string[]> {
  if (urls.length === 0) return []
  const targets = urls.flatMap((url) => ['--output', '/dev/null', url])
  const {stdout} = await node.exec(['curl', '--silent', '--insecure', '--max-time', '3', '--write-out', '%{http_code}\n', ...targets], {allowFailure: true})
  const codes = stdout.trim().split('\n')
  // As kubelet judges them.
  return urls.filter((_, i) => !/^[23]\d\d$/.test(codes[i] ?? '')).map((url) => `${url} on ${node.name}`)
}
