const provider = {
  type: ['string', 'object'],
  format: 'provider-name',
  additionalProperties: false,
  required: ['name'],
  properties: {name: {type: 'string', format: 'provider-name'}, options: {type: 'object'}},
}

const kubeadmPatches = {
  type: 'object',
  additionalProperties: false,
  properties: {
    merge: {type: 'array', items: {type: ['string', 'object']}},
    json6902: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'patch'],
        properties: {
          group: {type: 'string'},
          version: {type: 'string'},
          kind: {type: 'string'},
          patch: {type: ['string', 'array'], items: {type: 'object'}},
        },
      },
    },
  },
}

const mount = {
  type: 'object',
  additionalProperties: false,
  required: ['hostPath', 'nodePath'],
  properties: {
    hostPath: {type: 'string', format: 'host-path'},
    nodePath: {type: 'string', format: 'node-path'},
    readOnly: {type: 'boolean'},
    propagation: {type: 'string', enum: ['None', 'HostToContainer', 'Bidirectional']},
  },
}

const port = {
  type: 'object',
  additionalProperties: false,
  required: ['nodePort'],
  properties: {
    hostPort: {type: 'integer', minimum: 1, maximum: 65535},
    nodePort: {type: 'integer', minimum: 1, maximum: 65535},
    hostAddress: {type: 'string', format: 'ipv4'},
    protocol: {type: 'string', format: 'protocol'},
  },
}

const node = {
  type: 'object',
  additionalProperties: false,
  properties: {
    role: {type: 'string', enum: ['control-plane', 'worker']},
    image: {type: 'string', format: 'image-reference'},
    labels: {type: 'object', propertyNames: {format: 'label-key'}, additionalProperties: {type: 'string', format: 'label-value'}},
    cpus: {type: 'number', exclusiveMinimum: 0},
    memory: {type: 'string', format: 'memory'},
    kernel: {type: 'string', format: 'host-path'},
    mounts: {type: 'array', items: mount},
    ports: {type: 'array', items: port},
    kubeadmPatches,
  },
}

const networking = {
  type: 'object',
  additionalProperties: false,
  properties: {
    podCidr: {type: 'string', format: 'ipv4-cidr'},
    serviceCidr: {type: 'string', format: 'ipv4-cidr'},
    dnsDomain: {type: 'string', format: 'dns-subdomain'},
    apiServerPort: {type: 'integer', minimum: 1, maximum: 65535},
    apiServerAddress: {type: 'string', format: 'ipv4'},
    kubeProxyMode: {type: 'string', enum: ['iptables', 'nftables', 'none']},
  },
}

/** JSON schema (draft 7) of {@link KinaCluster}; `format` names a rule of `src/config/formats.ts`. */
export const kinaSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    apiVersion: {const: 'kina.dev/v1alpha1'},
    kind: {const: 'Cluster'},
    name: {type: 'string', format: 'cluster-name'},
    kubernetesVersion: {type: 'string', format: 'kubernetes-version'},
    image: {type: 'string', format: 'image-reference'},
    kernel: {type: 'string', format: 'host-path'},
    runtime: provider,
    cni: provider,
    wait: {type: 'string', format: 'duration'},
    controlPlanes: {type: 'integer', minimum: 1},
    workers: {type: 'integer', minimum: 0},
    nodes: {type: 'array', items: node},
    networking,
    kubeadmPatches,
  },
}
