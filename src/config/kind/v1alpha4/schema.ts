/** What may stand in kind's config file. Also what kina does not carry out yet, so that a misspelling there is still told as one. */
const json6902Patch = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'patch'],
  properties: {group: {type: 'string'}, version: {type: 'string'}, kind: {type: 'string'}, patch: {type: 'string'}},
}

/** kind documents name and namespace of a target as accepted and ignored, but its strict decoder refuses them, and so does this. */
const patches = {
  kubeadmConfigPatches: {type: 'array', items: {type: 'string'}},
  kubeadmConfigPatchesJSON6902: {type: 'array', items: json6902Patch},
}

const mount = {
  type: 'object',
  additionalProperties: false,
  required: ['hostPath', 'containerPath'],
  properties: {
    hostPath: {type: 'string', format: 'host-path'},
    containerPath: {type: 'string', format: 'node-path'},
    readOnly: {type: 'boolean'},
    selinuxRelabel: {type: 'boolean'},
    propagation: {type: 'string', enum: ['', 'None', 'HostToContainer', 'Bidirectional']},
  },
}

const portMapping = {
  type: 'object',
  additionalProperties: false,
  required: ['containerPort'],
  properties: {
    containerPort: {type: 'integer', minimum: 1, maximum: 65535},
    hostPort: {type: 'integer', minimum: -1, maximum: 65535},
    listenAddress: {type: 'string', format: 'ipv4'},
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
    extraMounts: {type: 'array', items: mount},
    extraPortMappings: {type: 'array', items: portMapping},
    ...patches,
  },
}

const networking = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ipFamily: {type: 'string', enum: ['ipv4', 'ipv6', 'dual']},
    apiServerPort: {type: 'integer', minimum: -1, maximum: 65535},
    apiServerAddress: {type: 'string', format: 'ipv4'},
    podSubnet: {type: 'string', format: 'ipv4-cidr'},
    serviceSubnet: {type: 'string', format: 'ipv4-cidr'},
    disableDefaultCNI: {type: 'boolean'},
    kubeProxyMode: {type: 'string', enum: ['iptables', 'ipvs', 'nftables', 'none']},
    dnsSearch: {type: 'array', items: {type: 'string'}},
  },
}

/** JSON schema (draft 7) of {@link KindCluster}; `format` names a rule of `src/config/formats.ts`. */
export const kindSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    apiVersion: {const: 'kind.x-k8s.io/v1alpha4'},
    kind: {const: 'Cluster'},
    name: {type: 'string', format: 'cluster-name'},
    nodes: {type: 'array', items: node},
    networking,
    featureGates: {type: 'object', additionalProperties: {type: 'boolean'}},
    runtimeConfig: {type: 'object', additionalProperties: {type: 'string'}},
    ...patches,
    containerdConfigPatches: {type: 'array', items: {type: 'string'}},
    containerdConfigPatchesJSON6902: {type: 'array', items: {type: 'string'}},
  },
}
