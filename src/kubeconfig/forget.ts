import {lstat, rm, stat} from 'node:fs/promises'
import {fileFailure} from './failure.js'
import {type LockOptions, withKubeconfigLock} from './lock.js'
import {holdsOnly} from './own-file.js'
import {type KubeconfigPlace, defaultKubeconfigPath, entryName, kubeconfigFiles, ownKubeconfigPath} from './paths.js'
import {readKubeconfig} from './read.js'
import {removeFromKubeconfig} from './remove.js'
import {updateKubeconfig} from './update.js'

export interface ForgetOptions extends KubeconfigPlace, LockOptions {
  readonly cluster: string
  /** Where to look, absolute. Default: wherever it may be. */
  readonly files?: readonly string[]
}

/**
 * Takes a cluster out of every kubeconfig it may be in: all files of `KUBECONFIG`, the default one (the cluster may have been made without
 * `KUBECONFIG`), and its own file, which goes altogether if nothing else is in it. Idempotent; creates no file. All files are tried before
 * the first failure is thrown. Resolves to the files that were changed or removed.
 */
export async function forgetKubeconfig(options: ForgetOptions): Promise<readonly string[]> {
  const {cluster, home} = options
  const own = ownKubeconfigPath(cluster, home)
  const files = new Set(options.files ?? [own, ...kubeconfigFiles(options), defaultKubeconfigPath(home)])
  // The own file first: were it also in KUBECONFIG, removing the entries would leave an empty file that no longer looks like kina's.
  const attempts = [...(files.has(own) ? [() => removeOwnFile(own, options)] : []), ...[...files].map((file) => () => removeEntries(file, options))]
  const changed: string[] = []
  const failures: unknown[] = []
  for (const attempt of attempts) {
    await attempt().then((file) => file !== null && changed.push(file), (error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return changed
}

/** Looks before it locks: a file without the cluster may be one that cannot be written. */
async function removeEntries(file: string, options: ForgetOptions): Promise<string | null> {
  // A directory `~/.kube/<cluster>` is somebody else's and no reason for a delete to fail.
  if ((await stat(file).catch(() => null))?.isDirectory()) return null
  const remove = (text: string | null): string | null => text && removeFromKubeconfig(text, entryName(options.cluster), file)
  const text = await readKubeconfig(file)
  if (remove(text) === text) return null
  return (await updateKubeconfig(file, remove, options)) ? file : null
}

async function removeOwnFile(file: string, options: ForgetOptions): Promise<string | null> {
  if (!(await isWhole(file, options.cluster))) return null
  return withKubeconfigLock(
    file,
    async () => {
      if (!(await isWhole(file, options.cluster))) return null
      await rm(file, {force: true}).catch((error: unknown) => Promise.reject(fileFailure('remove', file, error)))
      return file
    },
    options,
  )
}

/** A symbolic link is not kina's making: its target loses the entries and stays. */
async function isWhole(file: string, cluster: string): Promise<boolean> {
  if (!(await lstat(file).catch(() => null))?.isFile()) return false
  const text = await readKubeconfig(file)
  return text !== null && text.includes(entryName(cluster)) && holdsOnly(text, cluster, file)
}
