import type {ImageRecord, ImageVariant, OciConfig} from '../state.ts'

export function imageJson(name: string, image: ImageRecord): unknown {
  return {
    configuration: {creationDate: image.created, descriptor: {digest: image.digest, mediaType: image.mediaType, size: image.size}, name},
    id: image.digest.replace(/^sha256:/, ''),
    variants: image.variants.map(variantJson),
  }
}

function variantJson({config, digest, platform, size}: ImageVariant): unknown {
  return {config: configJson(config), digest, platform, size}
}

/** Of the inner configuration only these are read; exposed ports, volumes and health checks are dropped. */
function configJson({architecture, os, variant, created, history, rootfs, config}: OciConfig): unknown {
  const {User, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal} = config ?? {}
  const inner = Object.fromEntries(Object.entries({User, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal}).filter(([, value]) => value !== undefined && value !== null))
  return {architecture, os, variant, created, history: history ?? [], rootfs, ...(config === undefined ? {} : {config: inner})}
}
