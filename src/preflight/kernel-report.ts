import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import type {App} from '../app.js'
import {cacheEntry} from '../cache/cache-entry.js'
import {withThrowawayNode, type Throwaway} from '../cluster/throwaway.js'
import type {KernelReport, Node} from '../contract/index.js'
import {collectEvidence} from '../kernel/evidence.js'
import {KERNEL_FEATURES} from '../kernel/features.js'
import {judge, reportOf, type Finding} from '../kernel/judge.js'
import {digest} from '../node-image/digest.js'
import type {Step} from '../report/step.js'

/** What kina learns from one look into a node of an image: kept, because neither changes without another name. */
export interface NodeFacts {
  readonly kernel: KernelReport
  /** Behind the report: every feature as each way shows it. */
  readonly findings: readonly Finding[]
  /** From /kind/version; null where an image has none. */
  readonly kubernetesVersion: string | null
}

/** Reads a kernel and an image once for each pair of them, from a throw-away node; only then it is a step to be seen. */
export async function nodeFacts(app: App, {id, ...like}: Throwaway & {readonly id: string}, step: Step): Promise<NodeFacts> {
  const {runtime, kernel} = like
  const own = kernel === undefined ? undefined : await fileDigest(kernel)
  const key = `node-facts-${digest([FORMAT, runtime.name, own ?? runtime.kernel, id, JSON.stringify(KERNEL_FEATURES)])}`
  const entry = await cacheEntry({root: app.cacheRoot, key, signal: app.signal}, async (directory) => {
    const title = `Kernel ${kernel === undefined ? runtime.kernel : basename(kernel)}, looked at once`
    const facts = await step(own === undefined ? 'kernel' : `kernel-${own}`, title, () => withThrowawayNode(app, like, (node) => readFacts(node, app.platform)))
    await writeFile(join(directory, FILE), JSON.stringify(facts, null, 2))
  })
  return JSON.parse(await readFile(join(entry, FILE), 'utf8')) as NodeFacts
}

/** What all of some kernels offer: a CNI is asked once for a cluster whose nodes may boot different ones. Pure. */
export function commonKernel(reports: readonly [KernelReport, ...KernelReport[]]): KernelReport {
  const [first, ...others] = reports
  const features = Object.entries(first.features).map(([feature, found]) => [feature, others.map((other) => other.features[feature]).find((other) => other?.present === false) ?? found] as const)
  return {release: [...new Set(reports.map(({release}) => release))].join(', '), features: Object.fromEntries(features)}
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 16)
}

/** Changes when the file's shape does. */
const FORMAT = '2'
const FILE = 'facts.json'

async function readFacts(node: Node, platform: NodeJS.Platform): Promise<NodeFacts> {
  const [evidence, version] = await Promise.all([collectEvidence(node, platform), node.exec(['cat', '/kind/version'], {allowFailure: true})])
  const findings = judge(evidence)
  return {kernel: reportOf(evidence.release, findings), findings, kubernetesVersion: version.exitCode === 0 ? version.stdout.trim() : null}
}
