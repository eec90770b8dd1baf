import {readFile} from 'node:fs/promises'
import type {ImageStore, StoredImage} from '../../contract/index.js'
import type {FakeWorld} from './fake-world.js'

/** An image store in memory. What it saves is JSON rather than a tar file, and only that can be loaded again. */
export function fakeImages({images}: FakeWorld): ImageStore {
  return {
    list: async () => [...images.values()],
    inspect: async (ref) => images.get(ref) ?? null,
    async load(archive) {
      for (const image of JSON.parse(await readFile(archive, 'utf8')) as StoredImage[]) for (const name of image.names) images.set(name, image)
    },
    async pull(ref) {
      if (!images.has(ref)) throw new Error(`${ref}: no registry has it`)
    },
    async remove(ref) {
      images.delete(ref)
    },
    async save(refs, _ctx, write) {
      const found = refs.map((ref) => {
        const image = images.get(ref)
        if (!image) throw new Error(`no image ${ref}`)
        return image
      })
      await write(new TextEncoder().encode(JSON.stringify(found)))
    },
  }
}
