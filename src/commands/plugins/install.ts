import {Args} from '@oclif/core'
import {installPlugins, type InstalledPlugin} from '../../plugin-packages/install.js'
import {PluginsCommand} from '../../plugin-packages/plugins-command.js'
import {installedText} from '../../report/plugin-texts.js'

export default class PluginsInstall extends PluginsCommand {
  static override aliases = ['plugins:add']
  static override summary = 'Install plugins'
  static override description = `Takes names, files and addresses, and installs all of them or none.

NAME is a package. Plugins that belong to kina come with it and need no network; all others, and NAME@VERSION, come from the npm registry (KINA_NPM_REGISTRY chooses another). FILE is a tarball that npm pack made, or a folder, which is packed first; to develop a plugin, kina plugins link is better. URL is a tarball (https://...) or a git repository (git+https://..., github:OWNER/REPOSITORY).

A plugin runs with your rights, as npm's install scripts do: install what you trust.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> <%= config.pjson.oclif.examplePlugin %>',
    '<%= config.bin %> <%= command.id %> ./my-plugin-1.0.0.tgz',
    '<%= config.bin %> <%= command.id %> kina-cni-example@1.2.0 https://example.org/kina-cni-other-0.3.0.tgz',
  ]
  static override strict = false
  static override args = {plugin: Args.string({description: 'NAME, NAME@VERSION, FILE or URL; several are allowed', required: true})}
  static override streams = true

  async run(): Promise<{plugins: InstalledPlugin[]}> {
    const {argv} = await this.parse(PluginsInstall)
    const {step} = await this.report()
    const plugins = await installPlugins(await this.host(), argv as string[], step)
    await this.settled()
    this.log(plugins.map(installedText).join('\n\n'))
    return {plugins}
  }
}
