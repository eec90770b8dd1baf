import {applePlace} from './apple.js'
import {ociPlace} from './oci.js'
import type {Place} from './place.js'

/** One place for each code there is behind; Docker is a dialect of Podman's. */
const FEW = ['podman', 'apple-1.2.2']
const ALL = ['podman', 'docker', 'apple-1.2.2']
const made = new Map<string, Promise<Place>>()

/** What KINA_TEST_PLACES names, or few of them or all. A name that is not known is an error. */
export function places(wanted: 'few' | 'all'): Promise<Place[]> {
  const names = process.env['KINA_TEST_PLACES']?.split(',') ?? (wanted === 'few' ? FEW : ALL)
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
