import type {Net} from './net.js'
import type {Flow} from './trace/flow.js'

/** One thing that `kina network verify` looks at. */
export interface NetworkCheck {
  /** Stable: scripts may match on it. Unique. */
  readonly id: string
  readonly title: string
  /** Changes nothing that another check looks at: several look at once. What it throws counts as failed. */
  look(net: Net): Promise<Finding>
}

/** `skipped`: it cannot be looked at here. `unsupported`: the CNI does not do it, and says so. In both cases `seen` says why. */
export interface Finding {
  readonly status: 'ok' | 'failed' | 'skipped' | 'unsupported'
  /** One line. */
  readonly seen: string
  /** What did not get through, for whoever looks where it was lost. Absent: there is nothing to follow. */
  readonly lost?: Flow
}

export const ok = (seen: string): Finding => ({status: 'ok', seen})
export const skipped = (seen: string): Finding => ({status: 'skipped', seen})
export const unsupported = (seen: string): Finding => ({status: 'unsupported', seen})
export const failed = (seen: string, lost?: Flow): Finding => ({status: 'failed', seen, ...(lost && {lost})})
