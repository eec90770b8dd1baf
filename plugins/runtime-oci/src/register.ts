import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) => {
  register.runtime({
    ...{apiVersion: 1, name: 'podman', summary: 'Nodes are containers of a rootful Podman', options},
    load: async () => {
      const [{ociBackend}, {podman}] = await Promise.all([import('./backend.js'), import('./dialects/podman.js')])
      return ociBackend(podman)
    },
  })
  register.runtime({
    ...{apiVersion: 1, name: 'docker', summary: 'Nodes are containers of a rootful Docker', options},
    load: async () => {
      const [{ociBackend}, {docker}] = await Promise.all([import('./backend.js'), import('./dialects/docker.js')])
      return ociBackend(docker)
    },
  })
}

const options = {
  type: 'object',
  additionalProperties: false,
  properties: {
    subnet: {
      type: 'string',
      pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$',
      description: "IPv4 CIDR of the nodes' network. Default: a free one",
    },
  },
}

export default hook
