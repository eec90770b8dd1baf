import {open, rename} from 'node:fs/promises'

/** Readers see the old file or the new one, whenever this process is killed. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const half = `${file}.${process.pid}`
  const handle = await open(half, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(half, file)
}
