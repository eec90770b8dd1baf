import type {NetworkPlan} from 'kina/plugin'

/** Where kind looks for it; the image's builder puts it there. */
export const MANIFEST = '/kind/manifests/default-cni.yaml'
/** Port of the API server on its node. */
const API_PORT = 6443

/** By these words a manifest asks kind for a service (pkg/cluster/internal/create/actions/installcni of kind). */
const WANTS_TEMPLATE = 'would you kindly template this file'
const WANTS_PATCH = 'would you kindly patch this file'

/**
 * The manifest, YAML, with its blanks filled in. Pure.
 *
 * @throws Error when it holds template actions that kind has no value for
 */
export function filled(text: string, {podCidrs}: NetworkPlan): string {
  if (!text.includes(WANTS_TEMPLATE)) return text
  const result = text.replace(/\{\{-?\s*\.PodSubnet\s*-?\}\}/g, podCidrs.join(','))
  const left = /\{\{[^}]*\}\}/.exec(result)
  if (left) throw new Error(`${MANIFEST} has ${left[0]}, and only {{ .PodSubnet }} is known`)
  return result
}

/** Whether {@link patched} is asked for. */
export function wantsPatch(text: string): boolean {
  return text.includes(WANTS_PATCH)
}

/**
 * Objects as kubectl prints them, one JSON text after the other, where the first container of each DaemonSet is told the API server's address:
 * through a name instead of the service, so that the network is up before kube-proxy is. Pure.
 */
export function patched(printed: string, {endpoint}: NetworkPlan): string {
  // An indented text begins a line with a brace once.
  const objects = printed.split(/\n(?=\{)/).map((text) => JSON.parse(text) as Printed)
  for (const container of objects.flatMap((object) => (object.kind === 'DaemonSet' ? (object.spec?.template?.spec?.containers?.slice(0, 1) ?? []) : []))) {
    container.env = [...(container.env ?? []), {name: 'CONTROL_PLANE_ENDPOINT', value: `${endpoint}:${API_PORT}`}]
  }
  return JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects})
}

interface Printed {
  readonly kind: string
  readonly spec?: {readonly template?: {readonly spec?: {readonly containers?: {env?: unknown[]}[]}}}
}
