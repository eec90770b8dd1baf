import type {RegisterHook} from 'kina/plugin'

/** Runs whenever kina needs to know its providers: it says what there is, and loads nothing. */
const hook: RegisterHook = ({register}) =>
  register.cni({
    apiVersion: 1,
    name: '__NAME__',
    summary: 'Links between pods and their node, and a route to each other node',
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        mtu: {type: 'integer', minimum: 576, maximum: 65535, description: "MTU of the pods' links, in bytes. Default: 1500"},
      },
    },
    load: async () => (await import('./installer.js')).installer,
  })

export default hook
