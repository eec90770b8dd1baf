import type {Finding, Path} from '../problem.js'
import type {Rule} from '../validate.js'

/** Every kernel is there: runtimes fail on a missing one only once nodes are being made. */
export const checkKernels: Rule = async ({kernel, nodes = []}, {pathExists}) => {
  const all: readonly (readonly [path: Path, file: string | undefined])[] = [[['kernel'], kernel], ...nodes.map((node, i) => [['nodes', i, 'kernel'], node.kernel] as const)]
  const findings = await Promise.all(
    all.map(async ([path, file]): Promise<Finding[]> => (file === undefined || (await pathExists(file)) ? [] : [{path, message: `"${file}" does not exist on this machine`}])),
  )
  return findings.flat()
}
