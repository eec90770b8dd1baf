import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {listPlugins, type PluginDescription} from '../../plugin-packages/inventory.js'
import {pluginsText} from '../../report/plugin-texts.js'

export default class Plugins extends BaseCommand {
  static override summary = 'Show plugins and what they register'
  static override description = `A plugin is bundled with kina, installed, or linked to the folder it is developed in. CONTRACT is the version of kina's contract that its providers are written for; kina plugins inspect shows their options.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = {core: Flags.boolean({description: 'Also those that only bring commands of kina itself'})}

  async run(): Promise<{plugins: PluginDescription[]}> {
    const {flags} = await this.parse(Plugins)
    const {log} = await this.report()
    const plugins = await listPlugins(this.config, log, {core: flags.core, json: this.jsonEnabled()})
    await this.settled()
    this.log(pluginsText(plugins))
    return {plugins}
  }
}
