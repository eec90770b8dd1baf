// The tiers of the test suite, in the order in which they run. `prepare`: on real runtimes, with node images. `full`: in
// `npm run test:full` only. `apart`: when it is named, alone. `env` narrows or widens what the same files test.
export const TIERS = {
  // No process but the test's own, no network.
  unit: {spec: ['test/**/*.test.ts', 'plugins/*/test/**/*.test.ts'], timeout: '60s'},
  // Of these, what could differ from one platform to another, as on macOS; KINA_TEST_PLATFORM=darwin does so with the whole tier.
  mac: {spec: ['cache', 'cluster', 'cni-image', 'commands', 'config', 'kubeconfig', 'node-image', 'plugin-packages', 'preflight', 'process'].map((folder) => `test/${folder}/**/*.test.ts`).concat('plugins/{runtime,image}-*/test/**/*.test.ts'), timeout: '60s', platform: 'darwin'},
  // Every provider this host can run, on real nodes.
  conformance: {spec: ['test/conformance/**/*.integration.ts'], timeout: '10m', prepare: true},
  // Whole clusters.
  e2e: {spec: ['test/e2e/**/*.e2e.ts'], timeout: '15m', prepare: true},
  // Nodes that come and go.
  nodes: full(fullSpecs('nodes')),
  // Three control planes that are killed and come back with other addresses, again and again.
  planes: full(fullSpecs('control-planes')),
  // One version of Kubernetes after the other.
  upgrades: full(fullSpecs('upgrade', 'upgrade-planes')),
  // What `kina network verify` says of each CNI.
  verify: full(fullSpecs('network-verify')),
  // Why a cluster does not become Ready; Cilium in kube-proxy's place.
  network: full(fullSpecs('not-ready', 'cilium')),
  // Node images: built, reproduced, verified, mirrored, with kind; and a CNI of one's own.
  images: full(fullSpecs('image-*', 'release-mirror', 'kind', 'scaffold')),
  // A node image of the other architecture, looked at and booted.
  arm64: full(fullSpecs('arm64')),
  // kina killed and interrupted, at every moment.
  killed: full(fullSpecs('killed', 'fault-sweep')),
  // Its runtime failing at every call; its disk full.
  faults: full(fullSpecs('failing-calls', 'disk-full')),
  // Cilium on the oldest Kubernetes, over the other runtimes; the first of Apple's kernels with all that Cilium needs is 1.4.1's.
  cilium: full(fullSpecs('cilium'), {KINA_TEST_PLACES: 'docker,apple-1.4.1', KINA_TEST_KUBERNETES: 'v1.31.0'}),
  // Whole clusters again, in the places that the tier e2e leaves out.
  places: full([...e2eSpecs('image-file', 'logs', 'power', 'failures', 'interrupted', 'kind-config', 'two-nodes-ptp'), ...fullSpecs('network-verify')], {KINA_TEST_PLACES: 'docker,apple-1.2.2'}),
  // The first and the last version of Apple's container that kina knows; the last by hearsay only.
  versions: full(['test/conformance/apple.integration.ts', ...e2eSpecs('single-node', 'two-nodes-*', 'power', 'interrupted', 'macos-page')], {KINA_TEST_PLACES: 'apple-1.1.0,apple-1.4.1'}),
  // The oldest Kubernetes that has a recipe of its own.
  older: full(e2eSpecs('image-verify', 'single-node', 'two-nodes-*', 'power'), {KINA_TEST_PLACES: 'podman,docker,apple-1.2.2', KINA_TEST_KUBERNETES: 'v1.31.0'}),
  // Kubernetes' own conformance tests of sig-network; writes its results to docs/sig-network.md.
  'sig-network': {spec: ['test/sig-network/**/*.sig.ts'], timeout: '120m', prepare: true, apart: true},
}

function full(spec, env) {
  return {spec, env, timeout: '60m', prepare: true, full: true}
}

// A pattern with braces and nothing else is a name to mocha.
function fullSpecs(...names) {
  return names.map((name) => `test/full/${name}.full.ts`)
}

function e2eSpecs(...names) {
  return names.map((name) => `test/e2e/${name}.e2e.ts`)
}
