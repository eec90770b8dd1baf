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
  /** How its programs were had: `release` or `modules`. */
  source: 'io.kina.source',
  /** Digest of its Debian packages by name and version: what the same inputs can give at another time. */
  packages: 'io.kina.packages',
  /** Digest of its bill of materials. */
  sbom: 'io.kina.sbom',
  /** On what a killed build may leave: an image that is not finished. */
  stage: 'io.kina.stage',
} as const
