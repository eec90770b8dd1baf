import {createWriteStream} from 'node:fs'
import {lstat, readFile, readdir, readlink, rename, rm} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {createGzip} from 'node:zlib'
import {pack, type Pack} from 'tar-stream'

/** Packs a folder as `NAME/...` into a tar.gz for its owner alone; the file is there when it is whole. */
export async function packFolder(folder: string, name: string, file: string): Promise<void> {
  const archive = pack()
  const part = `${file}.part`
  try {
    const written = pipeline(archive, createGzip(), createWriteStream(part, {mode: 0o600, flags: 'wx'}))
    written.catch(() => {})
    await Promise.race([written, addAll(archive, folder, name)])
    archive.finalize()
    await written
    await rename(part, file)
  } catch (error) {
    archive.destroy()
    await rm(part, {force: true})
    throw error
  }
}

async function addAll(archive: Pack, folder: string, name: string): Promise<void> {
  for (const entry of (await readdir(folder, {recursive: true, withFileTypes: true})).sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    const path = join(entry.parentPath, entry.name)
    const common = {name: `${name}/${relative(folder, path)}`, mtime: (await lstat(path)).mtime}
    if (entry.isSymbolicLink()) await add(archive, {...common, type: 'symlink', linkname: await readlink(path)})
    else if (entry.isDirectory()) await add(archive, {...common, type: 'directory', mode: 0o700})
    else await add(archive, {...common, mode: 0o600}, await readFile(path))
  }
}

function add(archive: Pack, header: Parameters<Pack['entry']>[0], content?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve())
    if (content === undefined) archive.entry(header, done)
    else archive.entry(header, content, done)
  })
}
