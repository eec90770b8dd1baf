import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {kubeconfigText} from '../../cluster/export-kubeconfig.js'

export default class KubeconfigGet extends BaseCommand {
  static override summary = 'Print the kubeconfig of a cluster'
  static override description = `Asks the cluster for its credentials and its present address, and prints a kubeconfig with this cluster alone. Nothing is written.

With --internal the server is the name that the cluster’s own network has for it, for programs that run there: nodes, and pods on the nodes’ network.`
  static override examples = ['<%= config.bin %> <%= command.id %> dev > dev.yaml', '<%= config.bin %> <%= command.id %> dev --internal']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {internal: Flags.boolean({description: 'With the address that other nodes use'})}

  async run(): Promise<{context: string; server: string; kubeconfig: string}> {
    const {args, flags} = await this.parse(KubeconfigGet)
    const result = await kubeconfigText(await this.app(), args.name, flags)
    this.log(result.kubeconfig.trimEnd())
    return result
  }
}
