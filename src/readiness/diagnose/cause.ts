import type {Evidence} from './evidence.js'

/** Why something is not ready, as far as it can be told from what the API, logs and nodes say. */
export interface Diagnosis {
  /** Of the {@link Cause}. */
  readonly cause: string
  /** What it explains: `NAMESPACE/POD`, or the name of a node. The first cause that explains something is the one that is told. */
  readonly about: string
  /** One sentence: what is wrong, on which node, with the words that say so. */
  readonly text: string
  /** What to do, a sentence or a command each, most likely first. */
  readonly next: readonly string[]
}

/** One way in which clusters do not become ready. */
export interface Cause {
  /** Stable. */
  readonly id: string
  /** Pure. */
  find(evidence: Evidence): Diagnosis[]
}
