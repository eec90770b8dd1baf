import {createHash} from 'node:crypto'
import {plain, type LayerEntry, type SavedLayer} from './saved-image.js'

/** What a builder or a runtime puts into every container, and some leave a trace of in an image. */
const NOT_THE_IMAGES = /^(dev|proc|sys|run|etc\/(hosts|hostname|resolv\.conf))(\/|$)/
/** An image layer's word for "gone" (OCI image specification, layer.md): before a file's name, or for all that a directory had. */
const GONE = '.wh.'
const ALL_GONE = '.wh..wh..opq'

/** The files of an image by path, as its layers leave them. Pure. */
export function mergedTree(layers: readonly SavedLayer[]): ReadonlyMap<string, LayerEntry> {
  const tree = new Map<string, LayerEntry>()
  for (const {entries} of layers) {
    const lower = [...tree.keys()]
    for (const {header} of entries) {
      const [path, name] = [plain(header.name), plain(header.name).replace(/^.*\//, '')]
      if (!name.startsWith(GONE)) continue
      const parent = path.slice(0, path.length - name.length)
      const gone = name === ALL_GONE ? parent : `${parent}${name.slice(GONE.length)}`
      for (const old of lower) if (name === ALL_GONE ? old.startsWith(gone) : old === gone || old.startsWith(`${gone}/`)) tree.delete(old)
    }
    for (const entry of entries) {
      const path = plain(entry.header.name)
      if (path === '' || path.replace(/^.*\//, '').startsWith(GONE)) continue
      tree.set(path, entry.header.type === 'link' ? (tree.get(plain(entry.header.linkname ?? '')) ?? entry) : entry)
    }
  }
  return tree
}

/** One line for each file: path, type, mode, owner, and the content's digest, a link's target or a device's number. Times are no part of it. Pure. */
export function treeLines(tree: ReadonlyMap<string, LayerEntry>): readonly string[] {
  return [...tree]
    .filter(([path]) => !NOT_THE_IMAGES.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, {header, sha256}]) => {
      const {type, mode = 0, uid = 0, gid = 0, linkname, devmajor = 0, devminor = 0, pax} = header
      const what = type === 'symlink' ? linkname : type?.endsWith('-device') === true ? `${devmajor}:${devminor}` : sha256
      const attributes = Object.entries(pax ?? {}).filter(([key]) => key.startsWith('SCHILY.xattr.security.')).map(([key, value]) => `${key}=${value}`).sort()
      return [path, type, (mode & 0o7777).toString(8), `${uid}:${gid}`, what, ...attributes].join('\t')
    })
}

/** One digest over {@link treeLines}. Pure. */
export function treeDigest(lines: readonly string[]): string {
  return `sha256:${createHash('sha256').update(lines.map((line) => `${line}\n`).join('')).digest('hex')}`
}
