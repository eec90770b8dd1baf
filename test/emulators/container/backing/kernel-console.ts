import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {filesOf, type Mac} from './mac.ts'

/** Starts what reads the console of the guest's kernel into the log of the boot; resolves with what is to be the guest's /dev/console. */
export async function openKernelConsole(mac: Mac, container: string): Promise<string> {
  await closeKernelConsole(mac, container)
  const {place} = filesOf(mac, container)
  const reader = spawn('perl', [fileURLToPath(new URL('kernel-console.pl', import.meta.url)), place], {detached: true, stdio: ['ignore', 'pipe', 'ignore']})
  const said = await Promise.race([once(reader.stdout, 'data').then(String), once(reader, 'close').then(() => ''), once(reader, 'error').then(String)])
  reader.stdout.destroy()
  reader.unref()
  if (!said.startsWith('/dev/')) throw new Error(`there is no console for the kernel of ${container}: ${said}`)
  return said.trim()
}

/** What was written is in the log then. */
export async function closeKernelConsole(mac: Mac, container: string): Promise<void> {
  const {place} = filesOf(mac, container)
  let pid = readerOf(place)
  if (pid !== null) process.kill(pid)
  while (pid !== null) {
    await sleep(20)
    pid = readerOf(place)
  }
}

/** Null: there is none, or the number meanwhile belongs to another. */
function readerOf(place: string): number | null {
  try {
    const pid = Number(readFileSync(join(place, 'kernel-console.pid'), 'utf8'))
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(place) ? pid : null
  } catch {
    return null
  }
}
