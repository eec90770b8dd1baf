import type {ClusterContext, Condition} from '../contract/index.js'
import {showLiveHosts} from '../kubeadm/kube-proxy.js'
import {members} from '../plan/roles.js'
import {CHECKS, type Expected} from '../readiness/checks.js'
import {openClusterView} from '../readiness/cluster-view.js'
import {rolledOut} from '../readiness/rolled-out.js'
import {waitFor} from '../readiness/wait.js'
import {persist, type Asked} from './persist.js'

const SYSTEM = ['--namespace', 'kube-system'] as const
/** How long all of it may take to be Ready, in milliseconds; as a new cluster. */
const READY_DEADLINE = 300_000

/** What kina has changed in kubeadm's own pods, which the last control plane's upgrade has written anew: see `kubeadm/coredns.ts` and `kube-proxy.ts`. */
export async function tuneAddons(api: Asked, expected: Expected): Promise<void> {
  const kubectl: ClusterContext['kubectl'] = async (args) => ({exitCode: 0, stdout: await persist(api, args), stderr: ''})
  await showLiveHosts({plan: expected, kubectl})
  const dns = await persist(api, [...SYSTEM, 'get', 'deployment', 'coredns', '--ignore-not-found', '--output', 'name'])
  if (dns === '') return
  const patch = {spec: {template: {spec: {containers: [{name: 'coredns', readinessProbe: {periodSeconds: 1}}]}}}}
  await persist(api, [...SYSTEM, 'patch', 'deployment', 'coredns', '--patch', JSON.stringify(patch)])
}

/** Whether kubeadm manages kube-proxy here, or a CNI is in its place. */
export async function usesKubeProxy(api: Asked): Promise<boolean> {
  return (await persist(api, [...SYSTEM, 'get', 'daemonset', 'kube-proxy', '--ignore-not-found', '--output', 'name'])) !== ''
}

export interface Settling {
  readonly name: string
  /** Path of a kubeconfig on this machine. */
  readonly kubeconfig: string
  readonly expected: Expected
  readonly signal: AbortSignal
}

/** Waits until what was written anew runs everywhere, and all nodes and all pods of kube-system are Ready. */
export async function waitSettled({name, kubeconfig, expected, signal}: Settling, progress: (text: string) => void): Promise<void> {
  const checks = [rolledOut, ...CHECKS]
  const view = await openClusterView(kubeconfig)
  // Twice in a row: each kind of object has a watch of its own, and one may be a moment behind the others.
  let before = false
  const look = async (): Promise<Condition> => {
    const unmet = checks.map((check) => check.look(view, expected, [])).find(({met}) => !met)
    const confirmed = unmet === undefined && before
    before = unmet === undefined
    return confirmed ? {met: true} : (unmet ?? {met: false, reason: 'all is Ready; looked at once more'})
  }
  try {
    await waitFor(look, {
      name: `Cluster ${name}`,
      deadline: READY_DEADLINE,
      signal,
      onReason: progress,
      changed: view.changed,
      code: 'E_READY_TIMEOUT',
      next: [`kubectl --kubeconfig ${kubeconfig} get nodes -o wide`, `kubectl --kubeconfig ${kubeconfig} -n kube-system get pods -o wide`],
    })
  } finally {
    await view.close()
  }
}

/** What checks are told of a cluster whose plan may not be known. */
export function expectedOf(nodes: ClusterContext['nodes'] | readonly ClusterContext['nodes'][number][], kubeProxy: boolean): Expected {
  return {nodes: members(nodes), network: {kubeProxy: kubeProxy ? 'iptables' : 'none'}}
}
