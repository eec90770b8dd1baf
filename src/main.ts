import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Config, execute, settings} from '@oclif/core'
import {withInstalledPlugins} from './plugin-guard/installed-plugins.js'

/**
 * Runs the command line. `KINA_NO_USER_PLUGINS=1` leaves out what the user installed: the way out when an installed plugin breaks kina.
 *
 * @param url of the program in `bin/`; the package is found from there
 */
export async function main(url: string): Promise<void> {
  // Linked plugins are run as they are built; transpiling them would need their compiler here.
  settings.enableAutoTranspile = false
  await execute({dir: url, loadOptions: await loadOptions(dirname(dirname(fileURLToPath(url))))})
  // All is written; what a plugin left open must not keep the process, which by then would also swallow a Ctrl-C.
  process.exit()
}

/** oclif loads kina and what is bundled; what the user installed is read here, because oclif would run code of it at every start. */
async function loadOptions(root: string): Promise<object> {
  const bundled = await Config.load({root, userPlugins: false})
  return process.env['KINA_NO_USER_PLUGINS'] === '1' ? {root, userPlugins: false, plugins: bundled.plugins} : withInstalledPlugins(bundled)
}
