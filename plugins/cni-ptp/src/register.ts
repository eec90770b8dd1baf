import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) =>
  register.cni({
    apiVersion: 1,
    name: 'ptp',
    summary: 'Point-to-point links and host routes: no image, no daemon; all nodes on one network segment',
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        mtu: {
          type: 'integer',
          minimum: 576,
          maximum: 65535,
          description: "MTU of the pods' links, in bytes. Default: that of the node's default link",
        },
      },
    },
    load: async () => (await import('./ptp.js')).ptp,
  })

export default hook
