import type {Options, OptionsSchema} from 'kina/plugin'

/** What users may say, draft 7. Light, since core reads it at every start. */
export const optionsSchema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    backend: {enum: ['vxlan'], description: 'How packets travel between nodes. Default: vxlan'},
    port: {type: 'integer', minimum: 1, maximum: 65535, description: 'UDP port of VXLAN. Default: 8472, as the kernel'},
    vni: {type: 'integer', minimum: 1, maximum: 16777215, description: 'VXLAN network identifier. Default: 1'},
    mtu: {type: 'integer', minimum: 576, maximum: 65535, description: 'MTU of the link between nodes, in bytes. Default: that of its interface'},
    image: {type: 'string', minLength: 1, description: 'Image with /opt/bin/flanneld; only pulled, never built'},
    cniPluginImage: {type: 'string', minLength: 1, description: 'Image with /flannel, the CNI program, and with sh, cp and sleep; only pulled, never built'},
  },
}

/** {@link optionsSchema} as TypeScript sees it. */
export interface FlannelOptions {
  readonly port?: number
  readonly vni?: number
  readonly mtu?: number
  readonly image?: string
  readonly cniPluginImage?: string
}

/** Core has checked them against the schema. */
export function flannelOptions(options: Options): FlannelOptions {
  return options
}
