import {fileURLToPath} from 'node:url'
import type {CniImage, GoProgram} from 'kina/plugin'
import type {FlannelOptions} from './options.js'

/** Later ones need a module that the Go module proxy does not serve. */
const FLANNEL_VERSION = 'v0.26.7'
/** Of containernetworking/plugins, the last one with flannel's program in it; upstream's own module for it is not served. */
const CNI_PROGRAM_VERSION = 'v0.9.1'

const FLANNEL = `ghcr.io/flannel-io/flannel:${FLANNEL_VERSION}`
const CNI_PLUGIN = 'ghcr.io/flannel-io/flannel-cni-plugin:v1.6.2-flannel1'

/** References as the manifest names them. */
export interface ImageRefs {
  readonly flannel: string
  readonly cniPlugin: string
}

export function imageRefs({image, cniPluginImage}: FlannelOptions): ImageRefs {
  return {flannel: image ?? FLANNEL, cniPlugin: cniPluginImage ?? CNI_PLUGIN}
}

/** Upstream's two images, or the same contents built from Go modules where no registry answers. An image the user named is only pulled. */
export function images(options: FlannelOptions): CniImage[] {
  const {flannel, cniPlugin} = imageRefs(options)
  return [
    options.image === undefined ? builtOrPulled(flannel, flanneld, ['iproute2', 'iptables', 'nftables', 'ca-certificates']) : pulled(flannel),
    // Its program is copied to the node by a shell script, so this one needs a userland too.
    options.cniPluginImage === undefined ? builtOrPulled(cniPlugin, cniProgram, ['coreutils']) : pulled(cniPlugin),
  ]
}

const flanneld: GoProgram = {
  directory: modules(`flannel/${FLANNEL_VERSION}`),
  package: 'github.com/flannel-io/flannel',
  target: '/opt/bin/flanneld',
  // Its udp backend does not compile without.
  cgo: true,
  tags: ['netgo', 'osusergo'],
  ldflags: [`-X github.com/flannel-io/flannel/pkg/version.Version=${FLANNEL_VERSION}`],
}

const cniProgram: GoProgram = {
  directory: modules(`flannel-cni/${CNI_PROGRAM_VERSION}`),
  package: 'github.com/containernetworking/plugins/plugins/meta/flannel',
  target: '/flannel',
  ldflags: [`-X github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=${CNI_PROGRAM_VERSION}`],
}

function builtOrPulled(ref: string, program: GoProgram, debianPackages: readonly string[]): CniImage {
  const built = {type: 'go-modules', programs: [program], debianPackages, entrypoint: [program.target]} as const
  return {ref, sources: [{type: 'registry'}, built]}
}

function pulled(ref: string): CniImage {
  return {ref, sources: [{type: 'registry'}]}
}

/** The same from `src` and from `dist`. */
function modules(path: string): string {
  return fileURLToPath(new URL(`../image/modules/${path}`, import.meta.url))
}
