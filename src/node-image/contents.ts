import type {Node} from '../contract/index.js'
import {parseStatus, type DebianPackage} from './debian-status.js'
import {readGoBuildInfo, type GoBuildInfo} from './go-build-info.js'

/** A root file system: the node's own, or an image's. */
export interface Contents {
  /** Null: the node. */
  readonly image: {readonly ref: string; readonly digest: string} | null
  readonly packages: readonly DebianPackage[]
  /** Programs that no package owns. */
  readonly programs: readonly Program[]
}

export interface Program {
  /** Absolute, in that root file system. */
  readonly path: string
  /** In hex. */
  readonly sha256: string
  /** Null: not made by Go. */
  readonly build: GoBuildInfo | null
}

/** A script of the node image, which says what its lines are. */
const DESCRIBE = '/usr/local/lib/kina/describe-contents'

/** A node for another machine, inside this one: its root file system as a tar, and the platform of its images, such as `linux/arm64`. */
export interface Other {
  readonly root: string
  readonly platform: string
}

/** Looks at a node, or at another that is in it, and at all images in its containerd. */
export async function contentsOf(node: Node, other?: Other): Promise<readonly Contents[]> {
  const {stdout} = await node.exec([DESCRIBE, ...(other ? [other.root, other.platform] : [])])
  return parseContents(stdout)
}

/** Pure. */
export function parseContents(lines: string): readonly Contents[] {
  const rows = lines.split('\n').map((line) => line.split('\t'))
  const of = (wanted: string, where: string) => rows.filter(([kind, at]) => kind === wanted && at === where)
  const contents = (where: string, image: Contents['image']): Contents => ({
    image,
    packages: of('packages', where).flatMap(([, , status = '']) => parseStatus(Buffer.from(status, 'base64').toString('utf8'))),
    programs: of('program', where).map(([, , path = '', sha256 = '', build = '']) => ({path, sha256, build: readGoBuildInfo(Buffer.from(build, 'base64'))})),
  })
  return [contents('node', null), ...rows.filter(([kind]) => kind === 'image').map(([, ref = '', digest = '']) => contents(ref, {ref, digest}))]
}
