import {chmod, mkdir, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'
import {importImage} from '../../src/node/import-image.js'
import type {ClusterContext} from '../../src/contract/index.js'
import type {User} from '../e2e/kina.js'
import {done} from '../e2e/run.js'
import type {E2ePrograms} from './e2e-program.js'
import {readReport, specName, type Spec} from './ginkgo-report.js'

/** The tests that a cluster has to pass to call itself conformant, of those that sig-network owns. */
const FOCUS = String.raw`\[sig-network\].*\[Conformance\]`
/** At a time. Those that must be alone are, by ginkgo. */
const PROCESSES = 3

export interface ConformanceRun {
  readonly user: User
  readonly cluster: ClusterContext
  readonly programs: E2ePrograms
  /** Of the images that pods of the tests run. */
  readonly archives: readonly string[]
  /** Gets the whole output, `output.log`, and ginkgo's report; absolute, made when missing. */
  readonly directory: string
}

/** Runs them in a cluster that is ready; resolves to what became of each, whether or not all passed. */
export async function runConformance({user, cluster, programs, archives, directory}: ConformanceRun): Promise<readonly Spec[]> {
  const {plan, nodes} = cluster
  await mkdir(directory, {recursive: true})
  await Promise.all(nodes.map(async (node) => {
    for (const archive of archives) await importImage(node, archive)
  }))
  const [kubeconfig, kubectl, e2e] = ['kubeconfig', 'kubectl', 'e2e.test'].map((name) => join(directory, name)) as [string, string, string]
  await writeFile(kubeconfig, (await done(user.kina(['kubeconfig', 'get', plan.name]))).stdout, {mode: 0o600})
  // Tests start one to run commands in pods; the machine need not have it.
  await done(user.place.tool(['cp', `${nodes[0].name}:/usr/bin/kubectl`, kubectl]))
  await chmod(kubectl, 0o755)
  // ginkgo works in the folder of the program, and that of the cache is not to be written into.
  await symlink(programs.e2e, e2e)
  const report = 'report.json'
  const own = ['--provider=skeleton', `--kubeconfig=${kubeconfig}`, `--kubectl-path=${kubectl}`]
  const output = {file: join(directory, 'output.log'), append: true} as const
  const argv = ['--no-color', `--procs=${PROCESSES}`, `--focus=${FOCUS}`, `--output-dir=${directory}`, `--json-report=${report}`, e2e, '--', ...own]
  await execa(programs.ginkgo, argv, {cwd: directory, env: {KUBECONFIG: kubeconfig}, stdin: 'ignore', stdout: output, stderr: output, reject: false})
  return readReport(join(directory, report))
}

/** What e2e.test asks registries for, by its own account. */
export async function listedImages({e2e}: E2ePrograms): Promise<readonly string[]> {
  const {stdout} = await execa(e2e, ['--list-images'])
  return stdout.split('\n').map((line) => line.trim())
}

/** Names of the tests that a run has to show, by the account of e2e.test. */
export async function listedTests({e2e}: E2ePrograms): Promise<readonly string[]> {
  const {stdout} = await execa(e2e, ['--list-tests'])
  return stdout.split('\n').flatMap((line) => /^ +\S+: (.*)$/.exec(line)?.[1] ?? []).filter((name) => new RegExp(FOCUS).test(name)).map(specName).sort()
}
