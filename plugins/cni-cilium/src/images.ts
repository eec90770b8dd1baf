import type {CniImage, GoModulesSource} from 'kina/plugin'
import {CILIUM_VERSION, type CiliumOptions} from './options.js'
import {agent, helm, operator} from './sources.js'

/** References as the chart names them. */
export interface ImageRefs {
  readonly agent: string
  readonly operator: string
  readonly helm: string
}

/** Of Helm, whose image of the community has the tag without the v. */
const HELM = 'docker.io/alpine/helm:4.3.1'

export function imageRefs({version = CILIUM_VERSION, helmImage = HELM}: CiliumOptions): ImageRefs {
  return {agent: `quay.io/cilium/cilium:${version}`, operator: `quay.io/cilium/operator-generic:${version}`, helm: helmImage}
}

/** Upstream's images, or the same contents built from Go modules where no registry answers. What the user named is only pulled. */
export function images(options: CiliumOptions): CniImage[] {
  const refs = imageRefs(options)
  const known = (options.version ?? CILIUM_VERSION) === CILIUM_VERSION
  return [
    image(refs.agent, known ? agent(options) : undefined),
    image(refs.operator, known ? operator : undefined),
    image(refs.helm, options.helmImage === undefined ? helm : undefined),
  ]
}

function image(ref: string, built: GoModulesSource | undefined): CniImage {
  return {ref, sources: built === undefined ? [{type: 'registry'}] : [{type: 'registry'}, built]}
}
