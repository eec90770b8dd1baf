/** One thing that this runtime relies on. The page docs/runtimes/apple-contract.md has the same, with where each was learnt. */
export interface Known {
  readonly id: string
  /** One sentence. */
  readonly text: string
  /** A command line for a shell, with which a person can look on a Mac. It may need an image; `alpine` stands for any small one. */
  readonly check: string
}
