import {applePlace} from './apple.js'
import {macVersions, wantedPlaces} from './macs.mjs'
import {ociPlace} from './oci.js'
import type {Place} from './place.js'

/** All that this run is about; a name that is not known is an error. */
export async function places(): Promise<Place[]> {
  return Promise.all(wantedPlaces().map(async (name) => placeOf(name)))
}

async function placeOf(name: string): Promise<Place> {
  if (name === 'podman' || name === 'docker') return ociPlace(name)
  const [version] = macVersions([name])
  if (version === undefined) throw new TypeError(`KINA_TEST_PLACES names ${name}; wanted are podman, docker and apple-VERSION`)
  return applePlace(version)
}
