import type {Argv, Context, ExecOptions, ExecResult, Node, NodePlan, Registration, RuntimeBackend} from '../../src/contract/index.js'
import {fakeContext, fakePrograms, fakeRuntime, runtimeSuite, type FakeRuntime, type Suite} from '../../src/testing/index.js'

export const IMAGE = 'kina/node:v0'

/** In what a runtime differs from the right one. */
export interface Changes {
  readonly backend?: (right: RuntimeBackend, fake: FakeRuntime) => Partial<RuntimeBackend>
  readonly images?: (right: RuntimeBackend['images'], fake: FakeRuntime) => Partial<RuntimeBackend['images']>
  readonly power?: (right: NonNullable<RuntimeBackend['power']>, fake: FakeRuntime) => Partial<NonNullable<RuntimeBackend['power']>>
  /** Of every node, however it was come by. */
  readonly node?: (right: Node, fake: FakeRuntime) => Partial<Node>
  /** Of nodes from `listNodes` only. */
  readonly listed?: (right: Node) => Partial<Node>
  /** Instead of making a node. */
  readonly createNode?: (right: (planned: NodePlan) => Promise<Node>, fake: FakeRuntime, ctx: Context) => (planned: NodePlan) => Promise<Node>
}

/** The suite over a fake that differs; small amounts make it quick. */
export function suiteOver(changes: Changes = {}, register = (registration: Registration<RuntimeBackend>) => registration): Suite {
  const fake = fakeRuntime({images: [IMAGE], bootMs: 10})
  const context = (signal: AbortSignal) => fakeContext({signal})
  const amounts = {mebibytes: 2, abortsAfter: [0, 4], settleMs: 1, patienceMs: 50}
  return runtimeSuite(register({...fake.registration, load: async () => changed(fake, changes)}), {image: IMAGE, programs: fakePrograms, context, prefix: 'c', amounts})
}

/** Changes of `exec` alone: `run` is the right one. */
export function wrongExec(exec: (run: Node['exec'], argv: Argv, options: ExecOptions, node: Node) => Promise<ExecResult>): () => Suite {
  return () => suiteOver({node: (node) => ({exec: (argv, options = {}) => exec(node.exec, argv, options, node)})})
}

function changed(fake: FakeRuntime, {backend, images, power, node, listed, createNode}: Changes): RuntimeBackend {
  const right = fake.backend
  const asAll = (one: Node): Node => ({...one, ...node?.(one, fake)})
  const asListed = (one: Node): Node => ({...one, ...listed?.(one)})
  const base: RuntimeBackend = {
    ...right,
    async prepare(plan, ctx) {
      const make = await right.prepare(plan, ctx)
      const made = async (planned: NodePlan) => asAll(await make(planned))
      return createNode ? createNode(made, fake, ctx) : made
    },
    listNodes: async (ctx) => (await right.listNodes(ctx)).map((one) => asListed(asAll(one))),
    images: {...right.images, ...images?.(right.images, fake)},
    ...(right.power && {power: {...right.power, ...power?.(right.power, fake)}}),
  }
  return {...base, ...backend?.(base, fake)}
}
