import {fileURLToPath} from 'node:url'
import {execute, settings} from '@oclif/core'

/**
 * Runs the command line. `KINA_NO_USER_PLUGINS=1` leaves out what the user installed: the way out when an installed plugin breaks kina.
 *
 * @param url of the program in `bin/`; the package is found from there
 */
export async function main(url: string): Promise<void> {
  // Linked plugins are run as they are built; transpiling them would need their compiler here.
  settings.enableAutoTranspile = false
  await execute({dir: url, loadOptions: {root: fileURLToPath(url), userPlugins: process.env['KINA_NO_USER_PLUGINS'] !== '1'}})
  // All is written; what a plugin left open must not keep the process, which by then would also swallow a Ctrl-C.
  process.exit()
}
