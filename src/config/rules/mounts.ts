import type {Finding} from '../problem.js'
import type {Rule} from '../validate.js'

/** Every host path is there, and no two mounts of a node have the same target. Runtimes fail on either only once nodes are being made. */
export const checkMounts: Rule = async ({nodes = []}, {pathExists, nameOf}) => {
  const findings = nodes.flatMap(({mounts}, node) =>
    mounts.map(async ({hostPath, nodePath}, index): Promise<Finding[]> => {
      const path = ['nodes', node, 'mounts', index]
      const earlier = mounts.slice(0, index).findIndex(other => other.nodePath === nodePath)
      return [
        ...((await pathExists(hostPath)) ? [] : [{path: [...path, 'hostPath'], message: `"${hostPath}" does not exist on this machine`}]),
        ...(earlier === -1
          ? []
          : [{path: [...path, 'nodePath'], message: `"${nodePath}" is already the target of ${nameOf(['nodes', node, 'mounts', earlier])}`}]),
      ]
    }),
  )
  return (await Promise.all(findings)).flat()
}
