import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {withSystemPath} from './command.ts'
import {filesOf, type Mac} from './mac.ts'

/**
 * Starts a program that serves one guest as long as that runs, as the real runtime's helper process does. It gets the guest's place as
 * its last argument, writes its number to `NAME.pid` there, says one line when it is ready, and ends by itself with the guest.
 */
export async function startHelper(mac: Mac, guest: string, argv: readonly [string, ...string[]]): Promise<string> {
  const [program, ...args] = argv
  const helper = spawn(program, [...args, filesOf(mac, guest).place], {detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: withSystemPath(process.env)})
  const said = await Promise.race([once(helper.stdout, 'data').then(String), once(helper, 'close').then(() => 'ended')])
  helper.stdout.destroy()
  helper.unref()
  return said.trim()
}

/** Ends those of a guest; a number that meanwhile belongs to another program is left alone. */
export function endHelpers(mac: Mac, guest: string): void {
  const {place} = filesOf(mac, guest)
  for (const file of pidFiles(place)) {
    try {
      const pid = Number(readFileSync(file, 'utf8'))
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(place)) process.kill(pid, 'SIGTERM')
    } catch {
      // It has ended with its guest.
    }
    rmSync(file, {force: true})
  }
}

function pidFiles(place: string): string[] {
  try {
    return readdirSync(place).filter((name) => name.endsWith('.pid')).map((name) => join(place, name))
  } catch {
    return []
  }
}
