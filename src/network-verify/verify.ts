import type {ClusterContext} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {inParallel} from '../node-image/in-parallel.js'
import type {Step} from '../report/step.js'
import {failed, type Finding, type NetworkCheck} from './check.js'
import type {Net, PolicySupport, Tested} from './net.js'
import {withNet} from './open-net.js'
import type {Flow} from './trace/flow.js'
import {trace, type Traced} from './trace/trace.js'

/** One check and what was found. `hop` and `evidence` only of what failed. */
export interface Checked extends Pick<Finding, 'status' | 'seen'> {
  readonly id: string
  readonly title: string
  readonly seconds: number
  /** Where packets are lost, in words. */
  readonly hop?: string
  /** What was seen there, one line each. */
  readonly evidence?: readonly string[]
}

export interface NetworkVerification {
  readonly cluster: string
  readonly runtime: string
  /** Null: kina did not install one. */
  readonly cni: string | null
  readonly nodes: number
  /** Nothing failed. */
  readonly good: boolean
  readonly seconds: number
  readonly checks: readonly Checked[]
}

export interface VerifyOptions {
  readonly cluster: Tested
  /** In this order; those of `alone` after all others, one by one. */
  readonly checks: readonly NetworkCheck[]
  readonly alone: readonly NetworkCheck[]
  readonly policy: PolicySupport
  /** Whether any of the checks is about NetworkPolicy. */
  readonly policies: boolean
  /** kubectl for tidying up, which no interruption stops. */
  readonly cleanUp: ClusterContext['kubectl']
  readonly warn: (text: string) => void
}

/** How many checks look at once: most of a look is the start of programs. */
const AT_ONCE = 4
/** So many losses are followed: each takes some seconds, and what comes after the first is mostly its consequence. */
const TRACES = 3

/** Starts test pods, looks at everything, follows what was lost, and removes the pods again. Pods that are not Ready are one finding: why. */
export async function verifyNetwork({cluster, checks, alone, policy, policies, cleanUp, warn}: VerifyOptions, step: Step): Promise<Checked[]> {
  return step('verify', 'Pod network', (progress) =>
    withNet(cluster, {policy, policies: policies && policy.enforced !== false, progress, warn}, cleanUp, async (opened) => {
      if ('notReady' in opened) return [{id: 'pods', title: 'test pods', seconds: 0, ...failed(opened.notReady)}]
      const {net} = opened
      const look = (check: NetworkCheck) => {
        progress(check.title)
        return looked(net, check)
      }
      const found = await inParallel(AT_ONCE, checks, look)
      for (const check of alone) found.push(await look(check))
      return withHops(net, found, progress)
    }),
  )
}

type Looked = Omit<Checked, 'hop' | 'evidence'> & {readonly lost?: Flow}

async function looked(net: Net, {id, title, look}: NetworkCheck): Promise<Looked> {
  const since = performance.now()
  const finding = await look(net).catch((error: unknown) => {
    net.cluster.signal.throwIfAborted()
    return failed(messageOf(error))
  })
  return {id, title, seconds: Math.round((performance.now() - since) / 100) / 10, ...finding}
}

/** One after the other, and after all checks: what is listened for must not be the packets of another check. */
async function withHops(net: Net, found: readonly Looked[], progress: (text: string) => void): Promise<Checked[]> {
  const checked: Checked[] = []
  let traces = 0
  for (const {lost, ...rest} of found) {
    if (rest.status !== 'failed' || lost === undefined || traces === TRACES) checked.push(rest)
    else {
      traces++
      progress(`where it is lost: ${rest.title}`)
      checked.push({...rest, ...(await traced(net, lost))})
    }
  }
  return checked
}

/** That nothing could be found out does not make the finding another one. */
async function traced(net: Net, flow: Flow): Promise<Partial<Traced>> {
  try {
    return await trace(net, flow)
  } catch (error) {
    net.cluster.signal.throwIfAborted()
    return {evidence: [`where it is lost could not be looked at: ${messageOf(error)}`]}
  }
}
