/** Every code kina's errors carry. Stable: scripts may match on them. */
export type ErrorCode =
  | 'E_API_UNREACHABLE'
  | 'E_CACHE_FULL'
  | 'E_CACHE_LOCKED'
  | 'E_CACHE_UNWRITABLE'
  | 'E_CLUSTER_BUSY'
  | 'E_CLUSTER_EXISTS'
  | 'E_CLUSTER_NOT_FOUND'
  | 'E_CNI_FAILED'
  | 'E_COMMAND_FAILED'
  | 'E_COMPONENT_SOURCE'
  | 'E_CONFIG_INVALID'
  | 'E_DEBIAN_TOOL_MISSING'
  | 'E_DIRECTORY_NOT_EMPTY'
  | 'E_DOWNLOAD_CHECKSUM'
  | 'E_DOWNLOAD_FAILED'
  | 'E_DOWNLOAD_INSECURE'
  | 'E_FILE_UNWRITABLE'
  | 'E_GO_MISSING'
  | 'E_IMAGE_ARCH'
  | 'E_IMAGE_ARCHIVE'
  | 'E_IMAGE_BUILD'
  | 'E_IMAGE_MISSING'
  | 'E_IMAGE_SBOM'
  | 'E_INTERRUPTED'
  | 'E_KERNEL_FEATURE'
  | 'E_KUBECONFIG_INVALID'
  | 'E_KUBECONFIG_LOCKED'
  | 'E_LOAD_BALANCER_MISSING'
  | 'E_NODE_BOOT'
  | 'E_NODE_CREATE'
  | 'E_NODE_DRAIN'
  | 'E_NODE_LIMIT'
  | 'E_NODE_NEEDED'
  | 'E_NODE_NOT_FOUND'
  | 'E_NODE_REMOVE'
  | 'E_PLAN_MISSING'
  | 'E_PLUGIN_INSTALL'
  | 'E_PLUGIN_INVALID'
  | 'E_PLUGIN_NAME'
  | 'E_PLUGIN_NOT_FOUND'
  | 'E_PORT_TAKEN'
  | 'E_POWER_UNSUPPORTED'
  | 'E_PROVIDER_FAILED'
  | 'E_PROVIDER_UNKNOWN'
  | 'E_READY_TIMEOUT'
  | 'E_RUNTIME_UNAVAILABLE'
  | 'E_STEP_TIMEOUT'
  | 'E_UPGRADE_FAILED'
  | 'E_UPGRADE_REFUSED'
  | 'E_VERSION_UNKNOWN'

export interface KinaErrorDetails {
  readonly code: ErrorCode
  /** What was attempted and what happened, in one or two sentences; names the node when there is one. */
  readonly message: string
  /** Longer evidence, such as the last lines of a program's output. Printed indented. */
  readonly detail?: string
  /** The node that it is about. */
  readonly node?: string
  /** What to do next, one sentence or command each, most likely first. */
  readonly next?: readonly string[]
  /** 1: it failed; 2: the input was wrong and nothing was touched; 130: interrupted. Default 1. */
  readonly exit?: 1 | 2 | 130
}

/** The one kind of error that kina throws on purpose: what was tried, why it failed, what to do next, a stable code. */
export class KinaError extends Error {
  override readonly name = 'KinaError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly node: string | undefined
  readonly next: readonly string[]
  readonly exit: 1 | 2 | 130

  constructor(details: KinaErrorDetails, options?: {cause?: unknown}) {
    super(details.message, options)
    this.code = details.code
    this.detail = details.detail
    this.node = details.node
    this.next = details.next ?? []
    this.exit = details.exit ?? 1
  }
}

/** The same error, as one of a node; what is no KinaError, or has a node already, stays as it is. */
export function onNode(error: unknown, node: string): unknown {
  if (!(error instanceof KinaError) || error.node !== undefined) return error
  const {code, message, detail, next, exit} = error
  return new KinaError({code, message, node, ...(detail !== undefined && {detail}), next, exit}, {cause: error})
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
