import type {ClusterContext} from '../contract/index.js'

export interface BlockingBudget {
  readonly budget: string
  readonly namespace: string
  /** Names of the pods that it keeps. */
  readonly pods: readonly string[]
}

interface PodId {
  readonly namespace: string
  readonly name: string
}

/** A label selector, as the API has it. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {readonly key: string; readonly operator: string; readonly values?: readonly string[]}[]
}

interface Item {
  readonly kind: string
  readonly metadata: {readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>>}
  readonly spec: {readonly selector?: Selector}
  readonly status?: {readonly disruptionsAllowed?: number}
}

/** The budgets that allow no disruption of these pods now. The API's refusal does not name them. */
export async function blockingBudgets(kubectl: ClusterContext['kubectl'], pods: readonly PodId[]): Promise<BlockingBudget[]> {
  const {exitCode, stdout} = await kubectl(['get', 'poddisruptionbudgets,pods', '--all-namespaces', '--output', 'json'], {allowFailure: true, timeoutSeconds: 20})
  if (exitCode !== 0) return []
  const {items} = JSON.parse(stdout) as {items: readonly Item[]}
  const held = items.filter(({kind, metadata}) => kind === 'Pod' && pods.some(({namespace, name}) => namespace === metadata.namespace && name === metadata.name))
  return items
    .filter(({kind, status}) => kind === 'PodDisruptionBudget' && (status?.disruptionsAllowed ?? 0) === 0)
    .map(({metadata: {name: budget, namespace}, spec}) => ({budget, namespace, pods: held.filter(({metadata}) => metadata.namespace === namespace && selects(spec.selector, metadata.labels ?? {})).map(({metadata}) => metadata.name)}))
    .filter((blocking) => blocking.pods.length > 0)
}

/** As the API selects: all that is said has to hold, and an empty selector selects everything. Pure. */
export function selects({matchLabels = {}, matchExpressions = []}: Selector = {}, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({key, operator, values = []}) => {
      const value = labels[key]
      if (operator === 'Exists') return value !== undefined
      if (operator === 'DoesNotExist') return value === undefined
      return operator === 'In' ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value)
    })
  )
}
