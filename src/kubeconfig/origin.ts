import {hostname} from 'node:os'
import type {NamedEntry} from './parse.js'

/** Where a cluster of a kubeconfig is; kina notes it in the cluster's entry, so that it can be said later whether there still is one. */
export interface Origin {
  readonly runtime: string
  /** Host name of the machine that has the runtime: the home directory may be shared with others. */
  readonly machine: string
}

/** Name of the extension in `clusters[].cluster.extensions`, a list that kubectl keeps as it is. */
const EXTENSION = 'kina.dev/cluster'

/** The part of a `cluster` mapping that says where it is. Keys in kubectl's order. */
export function noteOrigin(runtime: string): Readonly<Record<string, unknown>> {
  const origin: Origin = {machine: hostname(), runtime}
  return {extensions: [{extension: origin, name: EXTENSION}]}
}

/** Null: kina did not make the entry, or one before it noted where. */
export function originOf(entry: NamedEntry | undefined): Origin | null {
  const {extensions} = (entry?.['cluster'] ?? {}) as {extensions?: unknown}
  if (!Array.isArray(extensions)) return null
  const own = (extensions as ({name?: unknown; extension?: Partial<Origin>} | null)[]).find((extension) => extension?.name === EXTENSION)?.extension
  return typeof own?.runtime === 'string' && typeof own.machine === 'string' ? (own as Origin) : null
}

/** Whether it is on this machine, as far as names tell. */
export function isHere({machine}: Origin): boolean {
  return machine === hostname()
}
