import type {ClusterContext} from '../contract/index.js'
import {KinaError} from '../errors.js'
import type {Progress} from '../report/step.js'
import {blockingBudgets} from './blocking-budgets.js'

type Kubectl = ClusterContext['kubectl']

export interface DrainOptions {
  /** For each node. */
  readonly seconds: number
  /** Pods that no controller makes anew may be lost, and one that does not go in time is no reason to stop. */
  readonly force: boolean
}

/** What could not be moved, when that was no reason to stop. */
export type Leftover = string | null

/** How much longer than its own limit kubectl may take, in seconds. */
const GRACE = 15

/**
 * Has the pods of a node move to others, by kubectl's own drain: budgets are heeded, pods of DaemonSets stay, and what pods keep on the node alone
 * (emptyDir) goes.
 *
 * @throws KinaError E_NODE_DRAIN
 */
export async function drain(kubectl: Kubectl, node: string, {seconds, force}: DrainOptions, progress: Progress): Promise<Leftover> {
  progress('its pods move', node)
  const args = ['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', `--timeout=${seconds}s`, ...(force ? ['--force'] : [])]
  const {exitCode, stderr} = await kubectl(args, {allowFailure: true, timeoutSeconds: seconds + GRACE})
  if (exitCode === 0) return null
  const {message, next} = await why(kubectl, node, stderr, seconds)
  if (force) return message
  throw new KinaError({code: 'E_NODE_DRAIN', node, message, detail: lastLines(stderr), next: [...next, `Go on all the same: kina node remove ${node} --force`]})
}

interface Why {
  readonly message: string
  readonly next: readonly string[]
}

async function why(kubectl: Kubectl, node: string, stderr: string, seconds: number): Promise<Why> {
  const bare = /declare no controller \(use --force to override\): ([^;\n]+)/.exec(stderr)?.[1]
  if (bare !== undefined) return {message: `Nothing would make these pods of ${node} anew: ${bare.trim()}.`, next: ['Delete them yourself when they may go.']}
  const pods = blockedPods(stderr)
  const budgets = pods.length === 0 ? [] : await blockingBudgets(kubectl, pods)
  if (budgets.length > 0) {
    const shown = budgets.map(({budget, namespace, pods: held}) => `${namespace}/${budget} keeps ${held.join(', ')}`)
    return {message: `A PodDisruptionBudget keeps pods on ${node}, and did not let go within ${seconds} s: ${shown.join('; ')}.`, next: budgets.map(({budget, namespace}) => `See what it waits for: kubectl -n ${namespace} describe pdb ${budget}`)}
  }
  return {message: `Not all pods of ${node} have moved within ${seconds} s.`, next: [`See which are left: kubectl get pods -A --field-selector spec.nodeName=${node}`]}
}

/** Those whose eviction the API refuses for their budget; kubectl says so at each try. Pure. */
export function blockedPods(stderr: string): {readonly namespace: string; readonly name: string}[] {
  const found = stderr.matchAll(/error when evicting pods?\/"([^"]+)" -n "([^"]+)".*disruption budget/g)
  const pods = new Map([...found].map(([, name = '', namespace = '']) => [`${namespace}/${name}`, {namespace, name}]))
  return [...pods.values()]
}

function lastLines(text: string): string {
  return [...new Set(text.trimEnd().split('\n'))].slice(-12).join('\n')
}
