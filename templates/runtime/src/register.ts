import type {RegisterHook} from 'kina/plugin'

/** Runs whenever kina needs to know its providers: it says what there is, and loads nothing. */
const hook: RegisterHook = ({register}) =>
  register.runtime({
    apiVersion: 1,
    name: '__NAME__',
    summary: 'Nodes as containers of a rootful Podman',
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        subnet: {type: 'string', pattern: '^[0-9.]+/[0-9]+$', description: "Subnet of the cluster's network. Default: Podman's choice"},
      },
    },
    load: async () => (await import('./backend.js')).backend,
  })

export default hook
