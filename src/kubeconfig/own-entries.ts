import {lstat, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {clusterNameProblem, CONTEXT_PREFIX} from '../plan/names.js'
import {type Origin, originOf} from './origin.js'
import {parseKubeconfig} from './parse.js'
import {type KubeconfigPlace, defaultKubeconfigPath, kubeconfigFiles} from './paths.js'
import {readKubeconfig} from './read.js'

/** One cluster that kina wrote into a kubeconfig. */
export interface OwnEntry {
  readonly file: string
  readonly cluster: string
  readonly origin: Origin
}

/** Every entry that kina wrote and marked, in all files where it writes. A file that cannot be read is told and left out. */
export async function ownEntries(place: KubeconfigPlace, onProblem: (error: unknown) => void): Promise<OwnEntry[]> {
  const files = new Set([...kubeconfigFiles(place), defaultKubeconfigPath(place.home), ...(await ownFiles(place.home))])
  const entries = await Promise.all(
    [...files].map((file) =>
      entriesOf(file).catch((error: unknown) => {
        onProblem(error)
        return []
      }),
    ),
  )
  return entries.flat()
}

async function entriesOf(file: string): Promise<OwnEntry[]> {
  const text = await readKubeconfig(file)
  if (!text?.includes(CONTEXT_PREFIX)) return []
  return (parseKubeconfig(text, file).clusters ?? []).flatMap((entry) => {
    const cluster = entry.name.slice(CONTEXT_PREFIX.length)
    const origin = originOf(entry)
    return origin !== null && entry.name.startsWith(CONTEXT_PREFIX) && clusterNameProblem(cluster) === undefined ? [{file, cluster, origin}] : []
  })
}

/** Files of `~/.kube` whose names are those of clusters. */
async function ownFiles(home: string): Promise<string[]> {
  const directory = join(home, '.kube')
  const names = (await readdir(directory).catch(() => [])).filter((name) => clusterNameProblem(name) === undefined)
  const files = await Promise.all(names.map(async (name) => ((await lstat(join(directory, name)).catch(() => null))?.isFile() ? [join(directory, name)] : [])))
  return files.flat()
}
