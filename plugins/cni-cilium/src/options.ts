import type {Options, OptionsSchema} from 'kina/plugin'

/** Of Cilium; the one that is built where no registry answers. */
export const CILIUM_VERSION = 'v1.19.6'

/** What users may say, draft 7. Light, since core reads it at every start. */
export const optionsSchema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    version: {type: 'string', pattern: '^v\\d+\\.\\d+\\.\\d+(-[\\w.]+)?$', description: `Version of Cilium; another one is only pulled, never built. Default: ${CILIUM_VERSION}`},
    chart: {type: 'string', minLength: 1, description: 'Helm chart in its place: an oci:// reference or a URL of a .tgz. Default: that of the version'},
    values: {type: 'object', description: 'Values of the Helm chart, over those of kina and of the other options'},
    kubeProxyReplacement: {type: 'boolean', description: 'Whether Cilium takes the place of kube-proxy. Default: where the kernel allows'},
    mtu: {type: 'integer', minimum: 1280, maximum: 65535, description: 'MTU of the link between nodes, in bytes. Default: that of the node’s network'},
    hubble: {type: 'boolean', description: 'Flows of each node’s pods, for hubble observe in the agent. Default: false'},
    loadBalancerCidrs: {type: 'array', items: {type: 'string', pattern: '^[0-9.]+/[0-9]+$'}, minItems: 1, description: 'Addresses for services of type LoadBalancer, as CIDRs. Default: none'},
    l2Announcements: {type: 'boolean', description: 'Nodes answer ARP for addresses of services; needs loadBalancerCidrs and kube-proxy replaced. Default: false'},
    ingress: {type: 'boolean', description: 'Cilium as ingress controller; its Envoy is only pulled, never built. Default: false'},
    gateway: {type: 'boolean', description: 'Cilium for the Gateway API; its Envoy is only pulled, never built. Default: false'},
    helmImage: {type: 'string', minLength: 1, description: 'Image with /usr/bin/helm; only pulled, never built'},
  },
}

/** {@link optionsSchema} as TypeScript sees it. */
export interface CiliumOptions {
  readonly version?: string
  readonly chart?: string
  readonly values?: Values
  readonly kubeProxyReplacement?: boolean
  readonly mtu?: number
  readonly hubble?: boolean
  readonly loadBalancerCidrs?: readonly string[]
  readonly l2Announcements?: boolean
  readonly ingress?: boolean
  readonly gateway?: boolean
  readonly helmImage?: string
}

/** Of a Helm chart. */
export type Values = Readonly<Record<string, unknown>>

/**
 * Core has checked each by itself against the schema; here is what they have to be together.
 *
 * @throws Error naming the options that do not go together
 */
export function ciliumOptions(given: Options): CiliumOptions {
  const options: CiliumOptions = given
  if (options.l2Announcements && options.loadBalancerCidrs === undefined) throw new Error('l2Announcements has nothing to announce without loadBalancerCidrs')
  for (const name of ['l2Announcements', 'ingress', 'gateway'] as const) {
    if (options[name] && options.kubeProxyReplacement === false) throw new Error(`${name} needs Cilium in place of kube-proxy: leave out kubeProxyReplacement=false`)
  }
  return options
}
