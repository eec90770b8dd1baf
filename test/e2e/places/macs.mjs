// Emulated Macs that stay from run to run, by the version of Apple's container; also read by the script that runs the tests.
import {homedir} from 'node:os'
import {join} from 'node:path'

/** Where an emulated Mac keeps its state; the images of its store are this machine's. */
export function macDirectory(version) {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kina-test', `mac-${version}`)
}

const PREFIX = 'apple-'

/** Versions among the names of places. */
export function macVersions(places) {
  return places.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))
}

/** Names of the places that end-to-end tests are run in. */
export function wantedPlaces() {
  return (process.env['KINA_TEST_PLACES'] ?? 'podman,docker,apple-1.2.2').split(',')
}
