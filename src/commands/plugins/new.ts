import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {newPlugin, type NewPlugin} from '../../scaffold/new-plugin.js'
import {PLUGIN_KIND_NAMES, type PluginKindName} from '../../scaffold/plugin-kind.js'

export default class PluginsNew extends BaseCommand {
  static override summary = 'Write a new plugin'
  static override description = `Writes a package with source, unit tests, the conformance tests and a CI file. It works as it stands: build it, test it, link it, create a cluster with it; then change it.

docs/plugins/ of kina is the guide for authors.`
  static override examples = ['<%= config.bin %> <%= command.id %> cni demo', '<%= config.bin %> <%= command.id %> runtime vm --directory ~/src/vm']
  static override args = {
    kind: Args.string({description: 'What it provides', required: true, options: [...PLUGIN_KIND_NAMES]}),
    name: Args.string({description: 'How users will name it in flags and config: lower case letters, digits and dashes', required: true}),
  }
  static override flags = {
    directory: Flags.string({description: 'Folder to write to; empty or not there yet. Default: the package’s name', helpValue: 'DIR'}),
    kina: Flags.string({description: 'The kina it is tested against, as npm understands it: a version, a file, a URL. Default: this one', helpValue: 'SPEC'}),
  }

  async run(): Promise<NewPlugin> {
    const {args, flags} = await this.parse(PluginsNew)
    const {directory, kina} = flags
    const written = await newPlugin(await this.app(), {kind: args.kind as PluginKindName, name: args.name, directory, kina, cwd: process.cwd()})
    await this.settled()
    this.log(`Wrote ${written.package} to ${written.directory}, ${written.files.length} files. Next:\n\n${written.next.map((line) => `  ${line}`).join('\n')}`)
    return written
  }
}
