import {PluginsCommand} from '../../plugin-packages/plugins-command.js'
import {updatePlugins, type UpdatedPlugin} from '../../plugin-packages/update.js'
import {updatedText} from '../../report/plugin-texts.js'

export default class PluginsUpdate extends PluginsCommand {
  static override summary = 'Update plugins'
  static override description = 'Plugins that came with kina are brought to the version this kina brings, those of a registry to the newest that was asked for. Nothing is removed; what cannot be updated stays as it is, and the exit code is 1.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override streams = true

  async run(): Promise<{plugins: UpdatedPlugin[]}> {
    await this.parse(PluginsUpdate)
    const {step} = await this.report()
    const plugins = await updatePlugins(await this.host(), step)
    await this.settled()
    this.log(plugins.length === 0 ? 'There are no installed plugins.' : plugins.map(updatedText).join('\n'))
    if (plugins.some(({status}) => status === 'failed')) process.exitCode = 1
    return {plugins}
  }
}
