import semver from 'semver'
import {KinaError} from '../errors.js'
import {kubernetesFacts} from '../plan/kubernetes-versions.js'
import type {Standing} from './standing.js'

/** A reason not to begin, and what would take it away. */
export interface Refusal {
  readonly reason: string
  readonly next: string
}

export interface Target {
  /** Of the cluster. */
  readonly name: string
  /** With the leading v. */
  readonly version: string
  /** Name of kina's image of that version. */
  readonly ref: string
  /** Which Kubernetes that says it has; null: it is not there. */
  readonly image: {readonly kubernetes: string | null} | null
  readonly runtime: string
  /** Versions that kina knows, for one that would have to come before. */
  readonly known: readonly string[]
}

/**
 * All that stands against an upgrade, so that nobody meets one after the other. Kubernetes goes up by one minor version at a time, and never down: an
 * API server reads what the version before it has written. Pure.
 */
export function refusals({api, members}: Standing, target: Target): Refusal[] {
  const versions = [api, ...members.flatMap(({kubelet}) => kubelet ?? [])]
  const lowest = semver.sort([...versions])[0]!
  const highest = semver.rsort([...versions])[0]!
  return [...steps(lowest, highest, target), ...members.flatMap((member) => nodeRefusals(member, target)), ...imageRefusals(target)]
}

function steps(lowest: string, highest: string, {name, version, known}: Target): Refusal[] {
  if (semver.lt(version, highest)) return [{reason: `It has ${highest} already: Kubernetes does not go back to ${version}.`, next: `kina cluster create OTHER --kubernetes ${version}`}]
  if (semver.major(version) === semver.major(lowest) && semver.minor(version) <= semver.minor(lowest) + 1) return []
  const between = known.find((other) => semver.minor(other) === semver.minor(lowest) + 1)
  const minor = `${semver.major(lowest)}.${semver.minor(lowest) + 1}`
  return [{
    reason: `From ${lowest} to ${version} there is more than one minor version: ${minor} has to come between.`,
    next: between === undefined ? `kina knows no Kubernetes ${minor}: kina cluster create OTHER --kubernetes ${version}` : `kina cluster upgrade ${name} --kubernetes ${between}`,
  }]
}

function nodeRefusals({node, kubelet, containerd, ready, own}: Standing['members'][number], {name, version}: Target): Refusal[] {
  const {containerdAtLeast} = kubernetesFacts(version)
  const state = kubelet === undefined ? [{reason: `${node.name} is no node of the cluster for its API.`, next: `kina logs export ${name}`}] : ready ? [] : [{reason: `${node.name} is not Ready.`, next: `kina cluster start ${name}`}]
  const old = containerd !== undefined && containerdAtLeast !== undefined && semver.lt(containerd, containerdAtLeast)
  return [
    ...state,
    ...(own ? [] : [{reason: `${node.name} is of the image ${node.image}, which kina did not build.`, next: `kina cluster create OTHER --kubernetes ${version}`}]),
    ...(old ? [{reason: `${node.name} has containerd ${containerd}, which stays, and Kubernetes ${version} needs ${containerdAtLeast}.`, next: `kina cluster create OTHER --kubernetes ${version}`}] : []),
  ]
}

function imageRefusals({image, ref, version, runtime}: Target): Refusal[] {
  const build = `kina image build --kubernetes ${version} --runtime ${runtime}`
  if (image === null) return [{reason: `The image ${ref} is not in the store of ${runtime}: new programs and images come from it.`, next: build}]
  return image.kubernetes === version ? [] : [{reason: `The image ${ref} has Kubernetes ${image.kubernetes ?? 'of no version that it tells'}.`, next: build}]
}

/** The error with all of them. */
export function refused({name, version}: Target, reasons: readonly Refusal[]): KinaError {
  const lines = reasons.map(({reason}) => reason)
  return new KinaError({
    code: 'E_UPGRADE_REFUSED',
    exit: 2,
    message: `The cluster "${name}" cannot be upgraded to Kubernetes ${version}. Nothing was touched.\n${lines.join('\n')}`,
    next: [...new Set(reasons.map(({next}) => next))],
  })
}
