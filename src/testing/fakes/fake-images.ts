import {readFile} from 'node:fs/promises'
import type {ImageStore, StoredImage} from '../../contract/index.js'
import {readFakeArchive, writeFakeArchive} from './fake-archive.js'
import type {FakeWorld} from './fake-world.js'

/** An image store in memory. What it saves is a docker-archive; it loads only images of one layer. */
export function fakeImages({images, contents}: FakeWorld): ImageStore {
  const find = (ref: string): StoredImage | undefined => images.get(ref) ?? [...images.values()].find(({id}) => id === ref)
  return {
    list: async () => [...new Map([...images.values()].map((image) => [image.id, image])).values()],
    inspect: async (ref) => find(ref) ?? null,
    async load(archive) {
      for (const {architecture, files, ...image} of await readFakeArchive(await readFile(archive))) {
        contents.set(image.id, {architecture, files})
        for (const name of image.names) images.set(name, image)
      }
    },
    async pull(ref) {
      if (!images.has(ref)) throw new Error(`${ref}: no registry has it`)
    },
    async remove(ref) {
      const id = find(ref)?.id
      if (images.delete(ref)) return
      for (const [name, image] of images) if (image.id === id) images.delete(name)
    },
    async save(refs, _ctx, write) {
      const found = refs.map((ref) => {
        const image = find(ref)
        if (!image) throw new Error(`no image ${ref}`)
        return {...image, ...(contents.get(image.id) ?? {architecture: 'amd64', files: []})}
      })
      await write(await writeFakeArchive(found))
    },
  }
}
