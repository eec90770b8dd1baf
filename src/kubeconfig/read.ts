import {readFile} from 'node:fs/promises'
import {fileFailure} from './failure.js'

/** The text of a kubeconfig; null when there is none. Whether it is valid, `parseKubeconfig` says. */
export async function readKubeconfig(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw fileFailure('read', file, error)
  }
}
