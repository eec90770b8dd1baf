import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {ImageRecord, ImageVariant} from '../../state.ts'
import {podman} from '../command.ts'
import type {Mac} from '../mac.ts'
import {adopt, imageOf} from './describe.ts'
import {extractTar, manifestsUnder, NAME_ANNOTATIONS, podmanDirectory, readIndex, type Descriptor} from './layout.ts'

/** Every image that the archive's index names, each in all its architectures. */
export async function load(mac: Mac, file: string): Promise<{reference: string; image: ImageRecord}[]> {
  await mkdir(mac.directory, {recursive: true})
  const place = await mkdtemp(join(mac.directory, 'load-'))
  try {
    const layout = join(place, 'layout')
    await extractTar(file, layout)
    const loaded: {reference: string; image: ImageRecord}[] = []
    for (const entry of await readIndex(layout)) {
      const variants: ImageVariant[] = []
      for (const manifest of await manifestsUnder(layout, entry)) variants.push(await loadOne(mac, manifest, {layout, place}))
      const [first, ...more] = variants
      if (first !== undefined) loaded.push({reference: nameOf(entry), image: imageOf([first, ...more])})
    }
    return loaded
  } finally {
    await rm(place, {recursive: true, force: true})
  }
}

/** Podman takes a layout with several images only one by one. */
async function loadOne(mac: Mac, manifest: Descriptor, {layout, place}: {readonly layout: string; readonly place: string}): Promise<ImageVariant> {
  const directory = join(place, manifest.digest.replace(':', '-'))
  await podmanDirectory(manifest, layout, directory)
  const id = await podman(['pull', '--quiet', `dir:${directory}`])
  return adopt(mac, id.trim().split('\n').at(-1) ?? '')
}

function nameOf({annotations, digest}: Descriptor): string {
  const name = NAME_ANNOTATIONS.map((key) => annotations?.[key]).find((value) => value !== undefined)
  return name ?? `untagged@${digest}`
}
