import {PluginsCommand} from '../../plugin-packages/plugins-command.js'
import {resetPlugins} from '../../plugin-packages/reset.js'
import type {UninstalledPlugin} from '../../plugin-packages/uninstall.js'

export default class PluginsReset extends PluginsCommand {
  static override summary = 'Remove all installed and linked plugins'
  static override description = 'Works whatever state they are in. What belongs to kina itself stays.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<{plugins: UninstalledPlugin[]}> {
    await this.parse(PluginsReset)
    const plugins = await resetPlugins(await this.host())
    await this.settled()
    this.log(plugins.length === 0 ? 'There were no installed plugins.' : `Removed ${plugins.map(({name}) => name).join(', ')}.`)
    return {plugins}
  }
}
