import type {App} from '../app.js'
import type {ClusterConfig} from '../config/cluster-config.js'
import type {ClusterFlags} from '../config/merge.js'
import {readOptionFlags} from '../config/option-flags.js'
import {fieldName} from '../config/problem.js'
import type {Options, OptionsSchema} from '../contract/index.js'
import {optionProblems} from '../registry/options.js'

/** Texts of `--cni-option` and `--runtime-option`. */
export interface OptionTexts {
  readonly cniOption?: readonly string[] | undefined
  readonly runtimeOption?: readonly string[] | undefined
}

export interface ReadOptions {
  readonly cniOptions?: Options | undefined
  readonly runtimeOptions?: Options | undefined
  readonly problems: readonly string[]
}

/** Option flags as options of the provider they are for, by its schema: the one that flags or the file name, or the default CNI. */
export async function optionsFromFlags({registry, defaults}: App, config: ClusterConfig, flags: ClusterFlags & OptionTexts): Promise<ReadOptions> {
  const cni = flags.cni ?? config.cni ?? defaults.cni.find((name) => registry.cnis.has(name))
  const runtime = flags.runtime ?? config.runtime
  const [forCni, forRuntime] = await Promise.all([
    read('cni-option', flags.cniOption, registry.cnis.get(cni ?? '')?.registration),
    read('runtime-option', flags.runtimeOption, registry.runtimes.get(runtime ?? '')?.registration),
  ])
  // Which runtime is taken is only known once they have been asked, and another one would read the same option otherwise.
  const homeless = forRuntime.options !== undefined && runtime === undefined ? ['--runtime-option: options are those of one runtime; name it with --runtime'] : []
  return {cniOptions: forCni.options, runtimeOptions: forRuntime.options, problems: [...forCni.problems, ...homeless, ...(homeless.length > 0 ? [] : forRuntime.problems)]}
}

async function read(flag: string, values: readonly string[] = [], registration?: {readonly options?: OptionsSchema}): Promise<{readonly options: Options | undefined; readonly problems: readonly string[]}> {
  if (values.length === 0) return {options: undefined, problems: []}
  const {options, problems} = readOptionFlags({flag, values, schema: registration?.options})
  // An unknown provider is told about later, with what installs it.
  const wrong = registration === undefined ? [] : await optionProblems(registration.options, options, {complete: false})
  return {options, problems: [...problems, ...wrong.map(({path, message}) => `--${flag} ${fieldName(path) || 'options'}: ${message}`)]}
}
