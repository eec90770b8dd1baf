import {applePlace} from './apple.js'
import {ociPlace} from './oci.js'
import type {Place} from './place.js'

/** `few` has one place for each code there is behind; Docker is a dialect of Podman's. The tier `places` has the others for suites of `one`. */
const PLACES = {one: ['podman'], few: ['podman', 'apple-1.2.2'], all: ['podman', 'docker', 'apple-1.2.2']} as const
export type Wanted = keyof typeof PLACES

const made = new Map<string, Promise<Place>>()

/** What KINA_TEST_PLACES names, or so many of them. A name that is not known is an error. */
export function places(wanted: Wanted): Promise<Place[]> {
  const names = process.env['KINA_TEST_PLACES']?.split(',') ?? PLACES[wanted]
  return Promise.all(
    names.map((name) => {
      const place = made.get(name) ?? placeOf(name)
      made.set(name, place)
      return place
    }),
  )
}

async function placeOf(name: string): Promise<Place> {
  if (name === 'podman' || name === 'docker') return ociPlace(name)
  const version = /^apple-(.+)$/.exec(name)?.[1]
  if (version === undefined) throw new TypeError(`KINA_TEST_PLACES names ${name}; wanted are podman, docker and apple-VERSION`)
  return applePlace(version)
}
