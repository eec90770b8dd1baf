import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) => {
  register.runtime({
    ...{apiVersion: 1, name: 'apple', summary: "Nodes are virtual machines of Apple's container, each with a kernel of its own", options},
    load: async () => (await import('./backend.js')).appleBackend,
  })
}

const options = {
  type: 'object',
  additionalProperties: false,
  properties: {
    subnet: {
      type: 'string',
      pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$',
      description: "IPv4 CIDR of the nodes' network. Default: a free one. From macOS 26 on",
    },
    mtu: {type: 'integer', minimum: 1280, maximum: 65535, description: "MTU of the nodes' network. Default: 1280"},
    disk: {type: 'string', pattern: '^[1-9]\\d*[KMGT]$', description: "Size of a disk of its own for each node's /var, such as 50G. Default: none, /var lies on the node's root disk"},
  },
}

export default hook
