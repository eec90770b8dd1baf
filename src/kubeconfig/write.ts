import {type FileHandle, open, rename, rm, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {fileFailure} from './failure.js'
import {linkTarget} from './link-target.js'

/** Only the owner: the file holds keys of cluster administrators. */
const NEW_FILE_MODE = 0o600

/**
 * Replaces a kubeconfig in one step: a reader sees the old text or the new one, also after a crash. To be called with the lock held. A
 * symbolic link stays one. A new file gets mode 0600; an existing one keeps its mode and owner as it does with kubectl, because
 * somebody who shares a kubeconfig with a group has decided so, and narrowing it would break them without a word.
 * @throws KinaError `E_KUBECONFIG_INVALID` when the file cannot be written, with what to do.
 */
export async function writeKubeconfig(file: string, text: string): Promise<void> {
  try {
    await replace(await linkTarget(file), text)
  } catch (error) {
    throw fileFailure('write', file, error)
  }
}

async function replace(target: string, text: string): Promise<void> {
  const before = await stat(target).catch(() => null)
  if (before?.isDirectory()) throw refusal('EISDIR')
  // A rename would go through: it asks for the directory's permission only. Read-only is a wish to be respected.
  if (before && (before.mode & 0o200) === 0) throw refusal('EACCES')
  // A fixed name, safe under the lock: what a killed process left behind is used up by the next one, and no keys lie about.
  const next = join(dirname(target), `.${basename(target)}.kina-new`)
  try {
    await rm(next, {force: true})
    const handle = await open(next, 'wx', NEW_FILE_MODE)
    try {
      await handle.writeFile(text)
      if (before) await keepOwner(handle, before)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, target)
  } catch (error) {
    await rm(next, {force: true}).catch(() => {})
    throw error
  }
  await syncDirectory(dirname(target))
}

/** Owner first: changing it clears bits of the mode. Under sudo this keeps the user's file the user's; without, it may be refused. */
async function keepOwner(handle: FileHandle, before: {uid: number; gid: number; mode: number}): Promise<void> {
  await handle.chown(before.uid, before.gid).catch(() => {})
  await handle.chmod(before.mode & 0o777)
}

/** Makes the rename last through a power cut; file systems that cannot do it are no reason to fail. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function refusal(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), {code})
}
