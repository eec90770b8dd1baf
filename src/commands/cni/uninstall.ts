import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {uninstallCni, type CniChange} from '../../cluster/change-cni.js'

export default class CniUninstall extends BaseCommand {
  static override summary = 'Take the CNI away from a cluster'
  static override description = 'From the API and from every node: links, routes, rules, programs in the kernel, CNI files. Pods are ended, and those that a controller makes anew wait until a CNI is installed: another one by hand, or the same with kina cni upgrade.'
  static override examples = ['<%= config.bin %> <%= command.id %> dev']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}

  async run(): Promise<CniChange> {
    const {args} = await this.parse(CniUninstall)
    const {step} = await this.report()
    const result = await uninstallCni(await this.app(), args.name, step)
    await this.settled()
    this.log(`Cluster "${result.cluster}" has no CNI any more; it was ${result.cni}.`)
    return result
  }
}
