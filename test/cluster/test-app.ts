import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {App} from '../../src/app.js'
import type {CniInstaller, Registration} from '../../src/contract/index.js'
import {makeRegistry} from '../../src/registry/registry.js'
import type {SelectedRuntime} from '../../src/registry/select-runtime.js'
import type {Step} from '../../src/report/step.js'
import type {FakeRuntime} from '../../src/testing/index.js'

export interface TestAppOptions {
  readonly runtimes?: readonly FakeRuntime[]
  readonly cnis?: readonly Registration<CniInstaller>[]
  readonly signal?: AbortSignal
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform
}

/** An App over fakes, with a home and directories of its own that are removed afterwards. */
export async function withApp(options: TestAppOptions, work: (app: App, logged: readonly string[]) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'kina-cluster-'))
  const logged: string[] = []
  const say = (level: string) => (text: string) => void logged.push(`${level}: ${text}`)
  const {runtimes = [], cnis = [], signal = new AbortController().signal, platform = process.platform} = options
  const app: App = {
    registry: makeRegistry([{plugin: 'fakes', bundled: false, runtimes: runtimes.map(({registration}) => registration), cnis, imageBuilders: []}]),
    env: {},
    home,
    platform,
    cacheRoot: join(home, 'cache'),
    stateRoot: join(home, 'state'),
    packageRoot: home,
    defaults: {kubernetes: 'v1.31.0', cni: ['some'], runtimes: ['fake']},
    signal,
    log: {debug: say('debug'), info: say('info'), warn: say('warn')},
  }
  try {
    await work(app, logged)
  } finally {
    await rm(home, {recursive: true, force: true})
  }
}

/** A fake as it is after it was selected. */
export function selected({backend, registration}: FakeRuntime): SelectedRuntime {
  return {name: registration.name, version: '1.0', kernel: 'fake', notes: [], provider: backend}
}

/** Runs the work of a step and nothing else. */
export const quietStep: Step = async (_id, _title, work) => work(() => {})
