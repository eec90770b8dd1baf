import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {inspectPlugins, type PluginDescription} from '../../plugin-packages/inventory.js'
import {pluginText} from '../../report/plugin-texts.js'

export default class PluginsInspect extends BaseCommand {
  static override summary = 'Show everything about a plugin'
  static override description = 'Its version, where it is and came from, the providers it registers with all their options, its commands, and why something of it is not used.'
  static override examples = ['<%= config.bin %> <%= command.id %> <%= config.pjson.oclif.examplePlugin %>', '<%= config.bin %> <%= command.id %> <%= config.pjson.oclif.examplePlugin %> --json']
  static override strict = false
  static override args = {plugin: Args.string({description: 'Names of plugins', required: true})}

  async run(): Promise<{plugins: PluginDescription[]}> {
    const {argv} = await this.parse(PluginsInspect)
    const {log} = await this.report()
    const plugins = await inspectPlugins(this.config, log, argv as string[], {json: this.jsonEnabled()})
    await this.settled()
    this.log(plugins.map(pluginText).join('\n\n'))
    return {plugins}
  }
}
