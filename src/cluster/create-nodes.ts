import type {ClusterPlan, CreateNode, Node, NodePlan} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {adoptNode} from '../node/adopt.js'
import {namingFullDisk} from '../node/full-disk.js'
import {waitBooted} from '../node/wait-booted.js'
import {startLoadBalancer} from '../node/load-balancer.js'
import {writeNodeEnv} from '../node/node-env.js'
import type {Progress} from '../report/step.js'

/** All nodes at once. Waits for all, also when one has failed: a straggler would outlive the undo. */
export async function createNodes(plan: ClusterPlan, createNode: CreateNode, signal: AbortSignal, progress: Progress): Promise<[Node, ...Node[]]> {
  return (await createSome(plan, plan.nodes, {createNode, signal}, progress)) as [Node, ...Node[]]
}

/** The same for some nodes of the plan. */
export async function createSome(plan: ClusterPlan, some: readonly NodePlan[], {createNode, signal}: {readonly createNode: CreateNode; readonly signal: AbortSignal}, progress: Progress): Promise<Node[]> {
  let up = 0
  const total = some.length
  const [{name: first}] = plan.nodes
  const results = await Promise.allSettled(
    some.map(async (planned) => {
      const node = await createNode(planned)
      if (!isOwn(plan, planned)) await adoptNode(node, signal)
      await waitBooted(node, signal, (reason) => progress(reason, node.name)).catch(async (error: unknown) => Promise.reject(await namingFullDisk(node, error)))
      // Another control plane has no API server before it has joined, for which it has to reach the first one's.
      await writeNodeEnv(node, plan, {hasApi: planned.name === first})
      if (planned.role === 'load-balancer') await startLoadBalancer(node, plan)
      progress('up', node.name)
      progress(`${++up} of ${total} up`)
      return node
    }),
  )
  signal.throwIfAborted()
  const failures = results.flatMap((result, i) => (result.status === 'rejected' ? [{name: some[i]!.name, error: result.reason as unknown}] : []))
  if (failures.length > 0) throw nodesFailed(failures)
  return results.map((result) => (result as PromiseFulfilledResult<Node>).value)
}

/** Whether the node's image is one that kina has built, with all that a node needs; of one that the user names it is not known. */
function isOwn({image}: ClusterPlan, planned: NodePlan): boolean {
  return image.own && planned.image === image.ref
}

function nodesFailed(failures: readonly {name: string; error: unknown}[]): KinaError {
  const first = failures[0]!
  const known = first.error instanceof KinaError ? first.error : undefined
  const others = failures.slice(1).map(({name, error}) => `${name}: ${messageOf(error)}`)
  const detail = [known?.detail, ...others].filter((text) => text !== undefined).join('\n')
  return new KinaError(
    {
      code: known?.code ?? 'E_NODE_CREATE',
      message: `Node ${first.name}: ${messageOf(first.error)}`,
      node: first.name,
      ...(detail !== '' && {detail}),
      next: known?.next.length ? known.next : ['kina doctor checks what this machine lacks.'],
    },
    {cause: first.error},
  )
}
