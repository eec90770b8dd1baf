/** One thing that a provider has to do. */
export interface Rule {
  readonly title: string
  /** Throws when it is broken; gives a reason when it does not apply. */
  readonly hold: () => Promise<string | void>
  /** True: needs nothing but the registration, and is held also where the suite cannot begin. */
  readonly alone?: boolean
}

/** Rules in the order in which they are held: what a later one relies on comes first, so the first broken one is the one to look at. */
export interface Suite {
  readonly title: string
  readonly rules: readonly Rule[]
  /** Rules that this provider cannot hold, by their full title, each with the reason. */
  readonly exempt?: Readonly<Record<string, string>> | undefined
  /** Makes what the rules share, before the first that is not `alone`. Resolves to why that cannot be here; null when it is. */
  readonly begin: () => Promise<string | null>
  /** Removes what `begin` and the rules have made, whatever happened; also after a `begin` that failed. */
  readonly end: () => Promise<void>
}

/** How holding one rule went. */
export type Outcome =
  | {readonly state: 'held'}
  /** `all`: so is every rule that is not `alone`, for the same reason. */
  | {readonly state: 'skipped'; readonly reason: string; readonly all?: boolean}
  /** The error's message names the rule. */
  | {readonly state: 'broken'; readonly error: Error}
