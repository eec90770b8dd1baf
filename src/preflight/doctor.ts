import {contextFor, type App} from '../app.js'
import type {Argv} from '../contract/index.js'
import type {Step} from '../report/step.js'
import type {Check, Finding} from './check.js'
import {hostChecks} from './host-checks.js'
import {diagnoseKernel, kernelSuffices, type KernelDiagnosis, type KernelFlags} from './kernel-diagnosis.js'
import {checksOfRuntime, providerChecks} from './provider-checks.js'
import {remedies} from './remedies.js'
import {reportHolds, reportingOf, type Reporting, type RuntimeReport} from './runtime-report.js'
import {SOURCE_CHECKS} from './source-checks.js'

export type Result = Finding & {readonly title: string}

export interface Diagnosis {
  readonly results: readonly Result[]
  /** Whether clusters can be made: one runtime with its builder, and a way to get a node's programs. */
  readonly healthy: boolean
  /** What `--fix` ran, as command lines. */
  readonly done: readonly Argv[]
  /** The only runtime that was looked at. Absent: all were. */
  readonly runtime?: string
  readonly report?: RuntimeReport
  readonly kernel?: KernelDiagnosis
}

export interface DiagnosisOptions {
  /** Installs and sets what the findings name, and looks again. */
  readonly fix: boolean
  /** The only one to look at. Absent: all. */
  readonly runtime?: string | undefined
  /** Whether that runtime is asked for its report, too. */
  readonly report?: boolean
  /** Whether the kernel of nodes is looked at, and for what. Absent: it is not. */
  readonly kernel?: KernelFlags
}

/** Looks at everything at once. */
export async function diagnose(app: App, {fix, runtime, report = false, kernel}: DiagnosisOptions, step: Step): Promise<Diagnosis> {
  const reporting = report && runtime !== undefined ? await reportingOf(app, runtime) : undefined
  const results = await lookAt(app, runtime)
  const wanted = fix ? await remedies(app, needed(results)) : []
  for (const argv of wanted) await step(`fix-${argv.join('-')}`, argv.join(' '), () => contextFor(app, 'core', 'doctor').exec(argv, {env: {DEBIAN_FRONTEND: 'noninteractive'}}))
  const after = wanted.length > 0 ? await lookAt(app, runtime) : results
  const diagnosis = {results: after, healthy: isHealthy(after), done: wanted, ...(runtime !== undefined && {runtime})}
  return {
    ...diagnosis,
    ...(reporting !== undefined && {report: await reported(diagnosis, reporting, step)}),
    ...(kernel !== undefined && {kernel: await diagnoseKernel(app, kernel, step)}),
  }
}

/** Exit code 0: clusters can be made, and neither a report nor a kernel that was asked for has anything against it. */
export function isGood({healthy, report, kernel}: Diagnosis): boolean {
  return healthy && (report === undefined || reportHolds(report)) && (kernel === undefined || kernelSuffices(kernel))
}

/** A runtime that is not there would answer every look alike. */
async function reported({results, runtime = ''}: Diagnosis, reporting: Reporting, step: Step): Promise<RuntimeReport> {
  const own = results.find(({title}) => title === `Runtime ${runtime}`)
  return own?.status === 'ok' ? reporting(step) : {runtime, assumptions: [], failure: `the runtime is not available: ${own?.detail ?? 'it does not answer'}`}
}

async function lookAt(app: App, runtime: string | undefined): Promise<Result[]> {
  const checks: Check[] = [...hostChecks(app.platform), ...SOURCE_CHECKS, ...(runtime === undefined ? providerChecks(app) : await checksOfRuntime(app, runtime))]
  return withSpares(await Promise.all(checks.map(async (check) => ({title: check.title, ...(await check.look(app))}))))
}

/** One of a kind is enough: beside it another that is missing is no more than worth knowing. */
function withSpares(results: readonly Result[]): Result[] {
  const has = (kind: string) => results.some(({title, status}) => title.startsWith(kind) && status === 'ok')
  const spare = PROVIDERS.filter(has)
  return results.map((result) => (result.status === 'missing' && spare.some((kind) => result.title.startsWith(kind)) ? {...result, status: 'note'} : result))
}

/** One runtime is enough: once there is one, the others that are missing are no more than worth knowing. */
function needed(results: readonly Result[]): Result[] {
  const runtimes = results.filter(isProvider)
  const chosen = runtimes.some(({status}) => status === 'ok') ? [] : preferredFirst(runtimes)
  return [...results.filter((result) => !isProvider(result)), ...chosen]
}

/** The runtimes are listed by preference, but only those that say how to install them can be helped; the first such is taken, with its builder. */
function preferredFirst(results: readonly Result[]): Result[] {
  return results.filter(({packages}) => packages !== undefined).slice(0, 1)
}

const PROVIDERS = ['Runtime ', 'Image builder '] as const

function isProvider({title}: Result): boolean {
  return PROVIDERS.some((kind) => title.startsWith(kind))
}

function isHealthy(results: readonly Result[]): boolean {
  const usable = (prefix: string) => results.some(({title, status}) => title.startsWith(prefix) && status === 'ok')
  return PROVIDERS.every(usable) && results.every((result) => isProvider(result) || result.status !== 'missing')
}
