import type {Cause, Diagnosis} from './cause.js'
import {crashLoop} from './causes/crash-loop.js'
import {missingImage} from './causes/missing-image.js'
import {noCniConfig} from './causes/no-cni-config.js'
import {noPodNetwork} from './causes/no-pod-network.js'
import {notStarted} from './causes/not-started.js'
import {serviceUnreachable} from './causes/service-unreachable.js'
import {unschedulable} from './causes/unschedulable.js'
import {gather, type Evidence, type Patient} from './evidence.js'

/** What explains more comes first: a program that ends again and again does so for a reason that others may know. */
export const CAUSES: readonly Cause[] = [serviceUnreachable, missingImage, notStarted, crashLoop, noCniConfig, noPodNetwork, unschedulable]

/** Why a cluster is not ready; empty when nothing is known that would explain it. */
export async function diagnose(patient: Patient): Promise<Diagnosis[]> {
  return diagnosesOf(await gather(patient))
}

/** The first cause of each thing that is explained, and of each cause the first thing alone: others say the same of other nodes. Pure. */
export function diagnosesOf(evidence: Evidence): Diagnosis[] {
  const explained = new Set<string>()
  return CAUSES.flatMap((cause) => {
    const [first, ...others] = cause.find(evidence).filter(({about}) => !explained.has(about))
    if (first === undefined) return []
    for (const {about} of [first, ...others]) explained.add(about)
    return [others.length === 0 ? first : {...first, text: `${first.text} (and ${others.length} more: ${others.map(({about}) => about).join(', ')})`}]
  })
}

/** A reason with the first cause that is known beside it. Pure. */
export function withCause(reason: string, [first]: readonly Diagnosis[]): string {
  return first === undefined ? reason : `${reason}; ${first.text}`
}
