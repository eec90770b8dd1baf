import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {App} from '../app.js'
import {cacheEntry} from '../cache/cache-entry.js'
import {withThrowawayNode} from '../cluster/throwaway.js'
import type {KernelReport, Node} from '../contract/index.js'
import {digest} from '../node-image/digest.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {KERNEL_FEATURES} from './kernel-features.js'

/** What kina learns from one look into a node of an image: kept, because neither changes without another name. */
export interface NodeFacts {
  readonly kernel: KernelReport
  /** From /kind/version; null where an image has none. */
  readonly kubernetesVersion: string | null
}

/** Reads the kernel and the image once for each pair of them, from a throw-away node; only then it is a step to be seen. */
export async function nodeFacts(app: App, runtime: SelectedRuntime, image: {readonly ref: string; readonly id: string}, step: Step): Promise<NodeFacts> {
  const key = `node-facts-${digest([FORMAT, runtime.name, runtime.kernel, image.id, JSON.stringify(KERNEL_FEATURES)])}`
  const entry = await cacheEntry({root: app.cacheRoot, key, signal: app.signal}, async (directory) => {
    const facts = await step('kernel', `Kernel ${runtime.kernel}, looked at once`, () => withThrowawayNode(app, runtime, image.ref, readFacts))
    await writeFile(join(directory, FILE), JSON.stringify(facts, null, 2))
  })
  return JSON.parse(await readFile(join(entry, FILE), 'utf8')) as NodeFacts
}

/** Changes when the file's shape does. */
const FORMAT = '1'
const FILE = 'facts.json'

async function readFacts(node: Node): Promise<NodeFacts> {
  const [release, version, ...features] = await Promise.all([
    node.exec(['uname', '-r']),
    node.exec(['cat', '/kind/version'], {allowFailure: true}),
    ...KERNEL_FEATURES.map(async ({feature, probe}) => {
      const {exitCode, stderr} = await node.exec(probe, {allowFailure: true})
      return [feature, {present: exitCode === 0, detail: exitCode === 0 ? '' : stderr.trim() || `${probe.join(' ')}: exit code ${exitCode}`}] as const
    }),
  ])
  return {
    kernel: {release: release.stdout.trim(), features: Object.fromEntries(features)},
    kubernetesVersion: version.exitCode === 0 ? version.stdout.trim() : null,
  }
}
