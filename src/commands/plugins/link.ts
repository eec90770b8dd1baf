import {Args, Flags} from '@oclif/core'
import {linkPlugin} from '../../plugin-packages/link.js'
import {PluginsCommand} from '../../plugin-packages/plugins-command.js'
import type {Registered} from '../../plugin-packages/registered.js'
import {registeredText} from '../../report/plugin-texts.js'

export default class PluginsLink extends PluginsCommand {
  static override summary = 'Use a plugin from the folder it is developed in'
  static override description = 'Takes the place of an installed plugin of the same name. kina runs what is built there, so build after every change; kina plugins unlink undoes it.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> ../my-plugin']
  static override args = {path: Args.string({description: 'Folder of the plugin', default: '.'})}
  static override flags = {install: Flags.boolean({description: 'Run npm install in the folder first', default: false, allowNo: true})}

  async run(): Promise<{plugin: Registered}> {
    const {args, flags} = await this.parse(PluginsLink)
    const plugin = await linkPlugin(await this.host(), args.path, flags)
    await this.settled()
    this.log(`Linked ${plugin.name} ${plugin.version} at ${plugin.root}\n${registeredText(plugin)}`)
    return {plugin}
  }
}
