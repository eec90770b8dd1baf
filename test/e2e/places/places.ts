import {applePlace} from './apple.js'
import {ociPlace} from './oci.js'
import type {Place} from './place.js'

/** Each is made once. */
let made: Promise<Place[]> | undefined

/** All that this run is about: KINA_TEST_PLACES, or what a user most likely has. A name that is not known is an error. */
export function places(): Promise<Place[]> {
  return (made ??= Promise.all((process.env['KINA_TEST_PLACES'] ?? 'podman,docker,apple-1.2.2').split(',').map(placeOf)))
}

async function placeOf(name: string): Promise<Place> {
  if (name === 'podman' || name === 'docker') return ociPlace(name)
  const version = /^apple-(.+)$/.exec(name)?.[1]
  if (version === undefined) throw new TypeError(`KINA_TEST_PLACES names ${name}; wanted are podman, docker and apple-VERSION`)
  return applePlace(version)
}
