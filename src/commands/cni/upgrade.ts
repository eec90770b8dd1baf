import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {upgradeCni, type CniChange} from '../../cluster/change-cni.js'

export default class CniUpgrade extends BaseCommand {
  static override summary = 'Install the CNI of a cluster again'
  static override description = 'With its images, and waits until all is ready. Options stay as they were unless they are given anew. Repairs what was changed by hand, and brings what a newer plugin installs.'
  static override examples = ['<%= config.bin %> <%= command.id %> dev', '<%= config.bin %> <%= command.id %> dev --cni-option mtu=1400']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {
    'cni-option': Flags.string({description: 'Option of the CNI in place of what it was, such as mtu=1400; may be repeated', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE'}),
  }

  async run(): Promise<CniChange> {
    const {args, flags} = await this.parse(CniUpgrade)
    const {step} = await this.report()
    const result = await upgradeCni(await this.app(), {name: args.name, cniOption: flags['cni-option'] ?? []}, step)
    await this.settled()
    this.log(`Cluster "${result.cluster}" has the CNI ${result.cni} as this kina installs it.`)
    return result
  }
}
