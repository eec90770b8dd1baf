/** Labels that backends keep for kina: all it knows of a cluster later stands here. */
export const LABELS = {
  cluster: 'io.kina.cluster',
  role: 'io.kina.role',
  kubernetes: 'io.kina.kubernetes',
  cni: 'io.kina.cni',
  /** Host address and port of the API server; on the first node only. */
  api: 'io.kina.api',
} as const

/** Labels of images that kina built. */
export const IMAGE_LABELS = {
  kubernetes: 'io.kina.kubernetes',
  /** What its programs are for: `amd64` or `arm64`. */
  arch: 'io.kina.arch',
  /** Digest of the inputs it was built from: the cache key. */
  inputs: 'io.kina.inputs',
  /** On what a killed build may leave: an image that is not finished. */
  stage: 'io.kina.stage',
} as const
