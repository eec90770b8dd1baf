import {type LockOptions, withKubeconfigLock} from './lock.js'
import {readKubeconfig} from './read.js'
import {writeKubeconfig} from './write.js'

/**
 * Reads, changes and writes one kubeconfig under its lock: the only way kina changes one. `change` gets null for a file that is not there,
 * and answers null, or the same text, to leave things as they are. Resolves to whether something was written.
 */
export async function updateKubeconfig(file: string, change: (text: string | null) => string | null, options: LockOptions = {}): Promise<boolean> {
  return withKubeconfigLock(
    file,
    async () => {
      const before = await readKubeconfig(file)
      const after = change(before)
      if (after === null || after === before) return false
      await writeKubeconfig(file, after)
      return true
    },
    options,
  )
}
