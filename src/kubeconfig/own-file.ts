import {KinaError} from '../errors.js'
import {SECTIONS, holdsEntry, parseKubeconfig} from './parse.js'
import {entryName, ownKubeconfigPath} from './paths.js'
import {readKubeconfig} from './read.js'

/**
 * Refuses a cluster name whose own file is already there and not kina's. Also for a preflight: better said before the cluster is made.
 * @throws KinaError `E_KUBECONFIG_INVALID`.
 */
export async function checkOwnFile(cluster: string, home: string): Promise<void> {
  const file = ownKubeconfigPath(cluster, home)
  const text = await readKubeconfig(file)
  if (text !== null) refuseForeign(text, cluster, file)
}

/** The same for text that was read under the lock. A file that holds nothing yet is nobody's. */
export function refuseForeign(text: string, cluster: string, file: string): void {
  const config = parseKubeconfig(text, file)
  if (holdsEntry(config, entryName(cluster)) || SECTIONS.every((section) => !config[section]?.length)) return
  throw new KinaError({
    code: 'E_KUBECONFIG_INVALID',
    message: `kina would write the kubeconfig of cluster ${cluster} to ${file}, but that file is not kina's. It was left as it is.`,
    next: ['Choose another name for the cluster.', `Or move the file: mv ${file} ${file}.kubeconfig`],
  })
}

/** Whether nothing but this cluster is in it, so that it can go when the cluster goes. */
export function holdsOnly(text: string, cluster: string, file: string): boolean {
  const config = parseKubeconfig(text, file)
  const name = entryName(cluster)
  return holdsEntry(config, name) && SECTIONS.every((section) => (config[section] ?? []).every((entry) => entry.name === name))
}
