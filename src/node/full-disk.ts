import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'

/** Less than this is none, in bytes: etcd sets aside files of 64 MB, and gives up where one does not fit. */
const NONE = 64 * 1024 * 1024

/**
 * The same error, with the node's disk named when that is full: programs in a node that find no room fail in many ways, and few say why. What is no
 * KinaError stays as it is, and so does an interruption.
 */
export async function namingFullDisk(node: Node, error: unknown): Promise<unknown> {
  if (!(error instanceof KinaError) || error.code === 'E_INTERRUPTED') return error
  const full = await fullDisk(node).catch(() => null)
  if (full === null) return error
  const {code, message, detail, next, exit} = error
  return new KinaError(
    {code, message: `${message} No space left on the disk of ${node.name}: ${full}.`, node: node.name, ...(detail !== undefined && {detail}), next: ['Free some space where the runtime keeps the volumes of nodes, and try again.', ...next], exit},
    {cause: error},
  )
}

/** Of the disk under /var, where all is that a node writes; null: there is room. */
async function fullDisk(node: Node): Promise<string | null> {
  const {exitCode, stdout} = await node.exec(['df', '-Pk', '/var'], {allowFailure: true, timeoutSeconds: 10})
  const [size, , free] = exitCode === 0 ? (stdout.trimEnd().split('\n').at(-1)?.trim().split(/\s+/).slice(1).map(Number) ?? []).map((kilobytes) => kilobytes * 1024) : []
  return size === undefined || free === undefined || !(free < NONE) ? null : `/var has ${Math.floor(free / 1e6)} MB left of ${Math.floor(size / 1e6)} MB`
}
