import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {exportFromCluster} from '../../cluster/export-kubeconfig.js'

export default class KubeconfigExport extends BaseCommand {
  static override summary = 'Write the kubeconfig of a cluster again'
  static override description = 'Asks the cluster for its credentials and its present address, writes ~/.kube/<cluster> and merges it into the kubeconfig that kubectl uses.'
  static override examples = ['<%= config.bin %> <%= command.id %> dev', 'KUBECONFIG=$HOME/other <%= config.bin %> <%= command.id %> dev --no-use']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {use: Flags.boolean({description: 'Make it the current context', default: true, allowNo: true})}

  async run(): Promise<{context: string; ownPath: string; mergedPath: string}> {
    const {args, flags} = await this.parse(KubeconfigExport)
    const result = await exportFromCluster(await this.app(), args.name, {setCurrent: flags.use})
    this.log(`Context "${result.context}" is in ${result.mergedPath} and ${result.ownPath}.`)
    return result
  }
}
