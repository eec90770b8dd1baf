import type {App} from '../app.js'
import {withThrowawayNode, type Throwaway} from '../cluster/throwaway.js'
import type {KernelNeed, Node} from '../contract/index.js'
import {tryFeatures} from './evidence.js'
import {KERNEL_FEATURES} from './features.js'
import type {Finding} from './judge.js'

/** A need that a kernel does not meet. */
export interface Lack {
  readonly need: KernelNeed
  /** What was seen instead. */
  readonly seen: string
  /** Absent: the feature is not of core's list. */
  readonly finding?: Finding
}

export interface Needs {
  readonly needs: readonly KernelNeed[]
  readonly findings: readonly Finding[]
  /** To try in what was not there when the kernel was looked at, since a module may have been loaded, and what core does not know. */
  readonly node: Throwaway
}

/** All needs that are not met, at once: of core's list by what was found, others by the probes they bring. */
export async function lacksOf(app: App, {needs, findings, node}: Needs): Promise<Lack[]> {
  const open = needs.filter(({feature}) => findings.find((finding) => finding.feature === feature)?.present !== true && !unknowable(findings, feature))
  return open.length === 0 ? [] : withThrowawayNode(app, node, (tried) => stillOpen(tried, open, findings))
}

/** The same of a kernel that was looked at in this very node. */
export async function lacksIn(node: Node, needs: readonly KernelNeed[], findings: readonly Finding[]): Promise<Lack[]> {
  const lacks = await Promise.all(needs.map((need) => {
    const finding = findings.find(({feature}) => feature === need.feature)
    return finding === undefined ? ownProbe(node, need) : finding.present === false ? {need, seen: finding.detail, finding} : null
  }))
  return lacks.filter((lack) => lack !== null)
}

/** No way shows it: that is no reason to refuse. */
function unknowable(findings: readonly Finding[], feature: string): boolean {
  return findings.some((finding) => finding.feature === feature && finding.present === null)
}

async function stillOpen(node: Node, needs: readonly KernelNeed[], findings: readonly Finding[]): Promise<Lack[]> {
  const again = await tryFeatures(node, KERNEL_FEATURES.filter(({feature}) => needs.some((need) => need.feature === feature)))
  const works = (feature: string) => again[feature]?.some(({error}) => error === null) === true
  return lacksIn(node, needs.filter(({feature}) => !works(feature)), findings)
}

/** A feature that nobody knows and that brings no probe cannot be had. */
async function ownProbe(node: Node, need: KernelNeed): Promise<Lack | null> {
  if (need.probe === undefined) return {need, seen: 'kina does not know this feature, and the CNI brings no probe for it'}
  const {exitCode, stderr} = await node.exec(need.probe, {allowFailure: true})
  return exitCode === 0 ? null : {need, seen: stderr.trim() || `${need.probe.join(' ')}: exit code ${exitCode}`}
}
