/** What the tool answers, composed after the forms of its releases. */
export const container = (id: string, changes: {state?: string; labels?: Record<string, string>; address?: string; ports?: object[]} = {}) => ({
  configuration: {
    capAdd: ['ALL'],
    creationDate: '2026-08-08T10:00:00Z',
    id,
    image: {descriptor: {digest: `sha256:${'1'.repeat(64)}`, mediaType: 'application/vnd.oci.image.index.v1+json', size: 741}, reference: 'docker.io/kina/node:v1.31.0'},
    labels: changes.labels ?? {'io.kina.cluster': 'a', 'io.kina.role': 'worker'},
    mounts: [{destination: '/scratch', options: [], source: 'tmpfs', type: {tmpfs: {}}}],
    platform: {architecture: 'arm64', os: 'linux'},
    publishedPorts: changes.ports ?? [{containerPort: 6443, count: 1, hostAddress: '127.0.0.1', hostPort: 6445, proto: 'tcp'}],
    resources: {cpuOverhead: 1, cpus: 4, memoryInBytes: 4294967296},
  },
  id,
  status: {
    networks:
      (changes.state ?? 'running') === 'running'
        ? [{hostname: id, ipv4Address: `${changes.address ?? '192.168.64.3'}/24`, ipv4Gateway: '192.168.64.1', ipv6Address: 'fd12::1/64', macAddress: 'f2:a1:b2:c3:d4:e5', mtu: 1280, network: 'kina-a'}]
        : [],
    startedDate: '2026-08-08T10:00:02Z',
    state: changes.state ?? 'running',
  },
})

export const list = (...containers: readonly unknown[]) => `${JSON.stringify(containers).replaceAll('/', '\\/')}\n`

export const image = (name: string, {digest = '3', labels = {}, architectures = ['arm64']}: {digest?: string; labels?: Record<string, string>; architectures?: readonly string[]} = {}) => ({
  configuration: {creationDate: '2026-05-01T00:00:00Z', descriptor: {digest: `sha256:${'1'.repeat(64)}`, mediaType: 'application/vnd.oci.image.index.v1+json', size: 741}, name},
  id: '1'.repeat(64),
  variants: architectures.map((architecture, i) => ({
    config: {architecture, config: {Labels: labels}, created: '2026-04-01T00:00:00Z', os: 'linux'},
    digest: `sha256:${(i === 0 ? digest : '9').repeat(64)}`,
    platform: {architecture, os: 'linux'},
    size: 402653184,
  })),
})

export const labelled = (id: string, labels: Record<string, string>) => ({configuration: {creationDate: '2026-08-08T09:00:00Z', labels, name: id, options: {}}, id})

export const status = {
  /** 1.0 to 1.3. */
  flat: (version = '1.2.2') =>
    `{"apiServerAppName":"container-apiserver","apiServerBuild":"release","apiServerCommit":"0190097","apiServerVersion":"container-apiserver version ${version} (build: release, commit: 0190097)","appRoot":"\\/Users\\/me\\/Library\\/Application Support\\/com.apple.container\\/","installRoot":"\\/usr\\/local\\/","status":"running"}\n`,
  /** From 1.4.1 on. */
  nested: (version = '1.4.1') => `{"paths":{"appRoot":"\\/Users\\/me\\/app\\/","installRoot":"\\/usr\\/local\\/"},"server":{"appName":"container-apiserver","version":"container-apiserver version ${version} (build: release)"},"status":"running"}\n`,
  stopped: '{"apiServerAppName":"","apiServerBuild":"","apiServerCommit":"","apiServerVersion":"","appRoot":"","installRoot":"","status":"unregistered"}\n',
}

export const SERVICE_DOWN = 'Error: interrupted: "XPC connection error: Connection invalid"\nEnsure container system service has been started with `container system start`.\n'
export const HELP = 'OPTIONS:\n  --cap-add <cap>\n  --masked-path <path>\n  --read-only-path <path>\n'
