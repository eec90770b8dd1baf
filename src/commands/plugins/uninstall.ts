import {Args} from '@oclif/core'
import {PluginsCommand} from '../../plugin-packages/plugins-command.js'
import {uninstallPlugins, type UninstalledPlugin} from '../../plugin-packages/uninstall.js'

export default class PluginsUninstall extends PluginsCommand {
  static override aliases = ['plugins:unlink', 'plugins:remove']
  static override summary = 'Remove plugins'
  static override description = 'Removes installed and linked plugins, whatever state they are in. The folder of a linked one is left alone.'
  static override examples = ['<%= config.bin %> <%= command.id %> <%= config.pjson.oclif.examplePlugin %>']
  static override strict = false
  static override args = {plugin: Args.string({description: 'Names of plugins; of a linked one also its folder', required: true})}

  async run(): Promise<{plugins: UninstalledPlugin[]}> {
    const {argv} = await this.parse(PluginsUninstall)
    const plugins = await uninstallPlugins(await this.host(), argv as string[])
    await this.settled()
    for (const {name, type} of plugins) this.log(`${type === 'link' ? 'Unlinked' : 'Uninstalled'} ${name}.`)
    return {plugins}
  }
}
