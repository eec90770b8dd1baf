import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) =>
  register.runtime({
    apiVersion: 1,
    name: 'podman',
    summary: 'Nodes are containers of a rootful Podman',
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        subnet: {
          type: 'string',
          pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$',
          description: "IPv4 CIDR of the nodes' network. Default: Podman chooses a free one",
        },
      },
    },
    load: async () => {
      const [{ociBackend}, {podman}] = await Promise.all([import('./backend.js'), import('./dialects/podman.js')])
      return ociBackend(podman)
    },
  })

export default hook
