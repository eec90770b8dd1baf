import {parseAllDocuments, stringify} from 'yaml'
import type {ClusterContext, ClusterPlan} from '../contract/index.js'
import {runKubeadm, CONFIG_FILE} from './run.js'

/**
 * Installs the CoreDNS that kubeadm brings, with two changes: its readiness is looked at every second instead of every ten, which is
 * most of the time a small cluster takes to be ready, and a single node runs one copy instead of two.
 */
export async function installCoreDns(cluster: ClusterContext): Promise<void> {
  const manifest = await runKubeadm(cluster.nodes[0], ['init', 'phase', 'addon', 'coredns', '--config', CONFIG_FILE, '--print-manifest'], () => {})
  await cluster.kubectl(['apply', '--server-side', '-f', '-'], {stdin: tuned(manifest, cluster.plan)})
}

/** Pure. */
export function tuned(manifest: string, plan: ClusterPlan): string {
  const documents = parseAllDocuments(manifest).map((document) => document.toJS() as Manifest | null)
  for (const document of documents) if (document?.kind === 'Deployment') tune(document as Deployment, plan)
  return documents.filter((document) => document !== null).map((document) => stringify(document)).join('---\n')
}

interface Manifest {
  kind: string
}
interface Deployment extends Manifest {
  spec: {replicas: number; template: {spec: {containers: [{readinessProbe: {periodSeconds?: number}}]}}}
}

function tune({spec}: Deployment, plan: ClusterPlan): void {
  spec.template.spec.containers[0].readinessProbe.periodSeconds = 1
  if (plan.nodes.length === 1) spec.replicas = 1
}
