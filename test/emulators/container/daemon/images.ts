import {asFailure, Failure} from '../failure.ts'
import {fullReference, imageOf} from '../spec/references.ts'
import type {ImageRecord, MacState, Platform} from '../state.ts'
import {change, read, type Mac} from '../store.ts'
import {behind} from './behind.ts'

/** From the store, or from a registry into it. */
export async function fetched(mac: Mac, given: string, options: {readonly platform?: Platform; readonly scheme: 'http' | 'https'}): Promise<{reference: string; image: ImageRecord}> {
  const there = imageOf(read(mac), given)
  return there ?? pullImage(mac, given, options)
}

export async function pullImage(mac: Mac, given: string, options: {readonly platform?: Platform; readonly scheme: 'http' | 'https'}): Promise<{reference: string; image: ImageRecord}> {
  const reference = fullReference(given)
  try {
    const image = await (await behind(mac)).image.pull(reference, options)
    await nameImage(mac, reference, image)
    return {reference, image}
  } catch (error) {
    throw asFailure(error)
  }
}

/** A name moves from what it named before. */
export async function nameImage(mac: Mac, reference: string, image: ImageRecord): Promise<void> {
  const unnamed = await change(mac, (state) => {
    const before = state.images[reference]
    state.images[reference] = image
    return orphans(state, before)
  })
  await forget(mac, unnamed)
}

export async function unnameImage(mac: Mac, given: string): Promise<string> {
  const reference = fullReference(given)
  const unnamed = await change(mac, (state) => {
    const image = state.images[reference]
    if (image === undefined) throw new Failure('notFound', `image with reference ${reference}`)
    delete state.images[reference]
    return orphans(state, image)
  })
  await forget(mac, unnamed)
  return reference
}

type Variants = ImageRecord['variants'][number][]

/** Variants that no name and no container uses any more. */
function orphans({images, containers}: MacState, image: ImageRecord | undefined): Variants {
  const used = new Set([...Object.values(images).flatMap(({variants}) => variants.map(({behind: id}) => id)), ...Object.values(containers).map((container) => container.image.behind)])
  return (image?.variants ?? []).filter(({behind: id}) => !used.has(id))
}

async function forget(mac: Mac, variants: Variants): Promise<void> {
  if (variants.length === 0) return
  const {image: backing} = await behind(mac)
  for (const variant of variants) await backing.remove(variant)
}
