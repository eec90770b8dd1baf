import type {Options} from '../../contract/index.js'
import type {Finding} from '../problem.js'
import type {Rule} from '../validate.js'

/** Options that the file gives a provider, by the provider's own schema. Flags may add to them, so nothing counts as missing here. */
export const checkOptions: Rule = async ({runtime, runtimeOptions, cni, cniOptions}, {optionProblems}) => {
  if (optionProblems === undefined) return []
  const look = async (kind: 'runtime' | 'cni', provider: string | null | undefined, options: Options | undefined): Promise<Finding[]> => {
    if (provider === undefined || provider === null || options === undefined) return []
    return (await optionProblems(kind, provider, options)).map((finding) => ({...finding, path: [`${kind}Options`, ...finding.path]}))
  }
  return (await Promise.all([look('runtime', runtime, runtimeOptions), look('cni', cni, cniOptions)])).flat()
}
