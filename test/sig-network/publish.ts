import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {arch, platform} from 'node:os'
import {fileURLToPath} from 'node:url'
import type {ClusterContext} from '../../src/contract/index.js'
import type {User} from '../e2e/kina.js'
import {done} from '../e2e/run.js'
import type {Spec} from './ginkgo-report.js'
import {resultsInto, type Result} from './results-page.js'

export const PAGE = fileURLToPath(new URL('../../docs/sig-network.md', import.meta.url))
const RESULTS = fileURLToPath(new URL('results/', import.meta.url))

/** The last result of each CNI there is one of, in the order of their names. */
export async function published(): Promise<readonly Result[]> {
  const texts = await Promise.all(['cilium', 'flannel'].map((cni) => readFile(`${RESULTS}${cni}.json`, 'utf8').catch(() => null)))
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Result]))
}

export interface Publication {
  readonly user: User
  readonly cni: string
  readonly cluster: ClusterContext
  readonly specs: readonly Spec[]
}

/** Keeps what a run showed, good or bad, and writes it into the documentation. */
export async function publish({user, cni, cluster: {plan}, specs}: Publication): Promise<void> {
  const sorted = [...specs].sort((a, b) => (a.name < b.name ? -1 : 1)).map((spec) => ({...spec, seconds: Math.round(spec.seconds), message: spec.message.split('\n')[0]!}))
  const result: Result = {
    ...{cni, cniVersion: await versionOf(cni, user, plan.name), kubernetes: plan.kubernetesVersion, runtime: plan.runtime, platform: `${platform()} ${arch()}`},
    ...{nodes: plan.nodes.length, date: new Date().toISOString().slice(0, 10), specs: sorted},
  }
  await mkdir(RESULTS, {recursive: true})
  await writeFile(`${RESULTS}${cni}.json`, `${JSON.stringify(result, null, 1)}\n`)
  await writeFile(PAGE, resultsInto(await readFile(PAGE, 'utf8'), await published()))
}

/** The tag of the image that the CNI's own pods run. */
async function versionOf(cni: string, user: User, cluster: string): Promise<string> {
  const {stdout} = await done(user.kubectl(cluster, ['get', 'daemonsets', '-A', '-o', 'jsonpath={..image}']))
  return new RegExp(`/${cni}:([^\\s@]+)`).exec(stdout)?.[1] ?? 'unknown'
}
