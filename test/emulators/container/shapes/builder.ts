import {MIB} from '../spec/sizes.ts'
import type {ContainerRecord, MacState} from '../state.ts'

/** The builder is listed among the containers of everybody, although nothing of it is real here. */
export function builderContainer({state, since}: NonNullable<MacState['builder']>): ContainerRecord {
  return {
    id: 'buildkit',
    creationDate: since,
    image: {reference: 'ghcr.io/apple/container-builder-shim/builder:0.8.0', digest: `sha256:${'b'.repeat(64)}`, mediaType: 'application/vnd.oci.image.index.v1+json', size: 741, behind: ''},
    platform: {os: 'linux', architecture: 'arm64'},
    init: {executable: '/usr/local/bin/container-builder-shim', arguments: [], environment: ['PATH=/usr/local/bin:/usr/bin:/bin'], workingDirectory: '/', user: {id: {uid: 0, gid: 0}}, terminal: false, rlimits: []},
    labels: {'com.apple.container.plugin': 'builder', 'com.apple.container.resource.role': 'builder'},
    mounts: [],
    networks: [{network: 'default', mtu: 1280}],
    publishedPorts: [],
    publishedSockets: [],
    capAdd: ['ALL'],
    capDrop: [],
    capabilities: 'ALL',
    effectivePaths: {masked: [], readOnly: []},
    cpus: 2,
    memoryInBytes: 2048 * MIB,
    dns: {nameservers: [], searchDomains: [], options: []},
    readOnly: false,
    rosetta: true,
    ssh: false,
    useInit: false,
    virtualization: false,
    autoRemove: false,
    kernel: {arguments: [], profile: '6.18.15', booted: true},
    state,
    attachments: [],
    startedDate: since,
    portsReset: false,
  }
}
