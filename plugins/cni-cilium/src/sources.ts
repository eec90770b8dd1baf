import {fileURLToPath} from 'node:url'
import type {GoModulesSource, GoProgram, ImageFile} from 'kina/plugin'
import {CILIUM_VERSION, type CiliumOptions} from './options.js'

const HELM_VERSION = 'v4.3.1'
const CILIUM = 'github.com/cilium/cilium'
/** Beginning of the commit that the version's tag names; `cilium-dbg version` shows it. */
const COMMIT = '9a8982433e'

/** Where the chart is in the image with Helm. */
export const CHART = '/charts/cilium'
/** What the Gateway API has to have before Cilium starts, in the same image. */
export const GATEWAY_CRDS = '/charts/gateway-crds'

/** The agent and what it runs: first of all a compiler for its BPF programs, of which it makes those that a node needs. */
export function agent({hubble}: CiliumOptions): GoModulesSource {
  return {
    type: 'go-modules',
    programs: [
      cilium('daemon', '/usr/bin/cilium-agent'),
      cilium('cilium-dbg', '/usr/bin/cilium-dbg'),
      cilium('plugins/cilium-cni', '/opt/cni/bin/cilium-cni'),
      cilium('tools/mount', '/usr/bin/cilium-mount'),
      cilium('tools/sysctlfix', '/usr/bin/cilium-sysctlfix'),
      cilium('cilium-health/responder', '/usr/bin/cilium-health-responder'),
      ...(hubble ? [cilium('hubble', '/usr/bin/hubble')] : []),
    ],
    debianPackages: ['ca-certificates', 'clang-19', 'iproute2', 'ipset', 'iptables', 'kmod'],
    // The compiler's packages bring all that programs for this machine are made from; BPF programs need none of it.
    debianExcludes: ['/usr/include/*', '/usr/lib/gcc/*', '/usr/lib/*.a', '/usr/lib/*.o', '/usr/bin/*-linux-gnu-*', '/usr/lib/*/libclang-19.so*', '/usr/lib/llvm-19/lib/libclang-19.so*'],
    files: [
      // Without what only Cilium's own tests compile.
      source('bpf', '/var/lib/cilium/bpf', {except: ['tests', 'complexity-tests', 'custom']}),
      source('images/cilium/init-container.sh', '/init-container.sh', {executable: true}),
      source('plugins/cilium-cni/install-plugin.sh', '/install-plugin.sh', {executable: true}),
      source('plugins/cilium-cni/cni-uninstall.sh', '/cni-uninstall.sh', {executable: true}),
      // The agent asks for it by the name without a version.
      {target: '/usr/bin/clang', text: '#!/bin/sh\nexec clang-19 "$@"\n', executable: true},
    ],
    entrypoint: [],
  }
}

export const operator: GoModulesSource = {
  type: 'go-modules',
  programs: [cilium('operator', '/usr/bin/cilium-operator-generic', ['ipam_provider_operator'])],
  debianPackages: [],
  entrypoint: ['/usr/bin/cilium-operator-generic'],
}

/** Helm and the chart, which is rendered inside a node. */
export const helm: GoModulesSource = {
  type: 'go-modules',
  programs: [
    {
      directory: modules(`helm/${HELM_VERSION}`),
      package: 'helm.sh/helm/v4/cmd/helm',
      target: '/usr/bin/helm',
      ldflags: [`-X helm.sh/helm/v4/internal/version.version=${HELM_VERSION}`],
    },
  ],
  debianPackages: [],
  files: [
    source('install/kubernetes/cilium', CHART),
    {target: GATEWAY_CRDS, directory: modules(`cilium/${CILIUM_VERSION}`), module: 'sigs.k8s.io/gateway-api', path: 'config/crd/standard'},
  ],
  entrypoint: ['/usr/bin/helm'],
}

function cilium(folder: string, target: string, tags: readonly string[] = []): GoProgram {
  const version = `${CILIUM_VERSION.slice(1)} ${COMMIT} 2026-01-01T00:00:00Z`
  return {
    directory: modules(`cilium/${CILIUM_VERSION}`),
    package: `${CILIUM}/${folder}`,
    target,
    tags: ['osusergo', ...tags],
    ldflags: [`-X "${CILIUM}/pkg/version.ciliumVersion=${version}"`],
  }
}

function source(path: string, target: string, more: {readonly except?: readonly string[]; readonly executable?: boolean} = {}): ImageFile {
  return {target, directory: modules(`cilium/${CILIUM_VERSION}`), module: CILIUM, path, ...more}
}

/** The same from `src` and from `dist`. */
function modules(path: string): string {
  return fileURLToPath(new URL(`../image/modules/${path}`, import.meta.url))
}
