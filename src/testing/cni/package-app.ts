import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {App} from '../../app.js'
import {makeSteps, type Step} from '../../report/step.js'

/** The package that this file is part of; the same from `src` and from `dist`. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface PackageApp {
  readonly app: App
  /** Prints how it goes, a line for each step. */
  readonly step: Step
  /** Removes its home. */
  leave(): Promise<void>
}

/** kina as this package has it, without plugins that the user installed: a home of its own, the user's cache. */
export async function packageApp(): Promise<PackageApp> {
  const [{Config, settings}, {collectProviders}, {packageDefaults}, {plainReporter}] = await Promise.all([
    import('@oclif/core'),
    import('../../registry/collect.js'),
    import('../../package-defaults.js'),
    import('../../report/plain.js'),
  ])
  // Bundled plugins are run as they are built, whatever runs the tests.
  settings.enableAutoTranspile = false
  const config = await Config.load({root: ROOT, userPlugins: false, devPlugins: false})
  const [registry, defaults] = await Promise.all([collectProviders(config), packageDefaults(config.root, process.platform)])
  const {step, log} = makeSteps(plainReporter({stream: process.stdout}))
  const home = await mkdtemp(join(tmpdir(), 'kina-conformance-'))
  return {
    app: {
      registry,
      defaults,
      env: {...process.env, KUBECONFIG: undefined},
      home,
      platform: process.platform,
      cacheRoot: config.cacheDir,
      stateRoot: join(home, 'state'),
      packageRoot: config.root,
      signal: new AbortController().signal,
      log,
    },
    step,
    leave: () => rm(home, {recursive: true, force: true}),
  }
}
