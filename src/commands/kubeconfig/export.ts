import {resolve} from 'node:path'
import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {exportFromCluster, type KubeconfigOutcome} from '../../cluster/export-kubeconfig.js'

export default class KubeconfigExport extends BaseCommand {
  static override summary = 'Write the kubeconfig of a cluster again'
  static override description = `Asks the cluster for its credentials and its present address, writes ~/.kube/<cluster> and merges it into the kubeconfig that kubectl uses. With several files in KUBECONFIG an entry stays in the file that has it; a new one goes to the first file that exists, as with kubectl.

With --kubeconfig that file alone is written; it is made if it is not there.`
  static override examples = ['<%= config.bin %> <%= command.id %> dev', '<%= config.bin %> <%= command.id %> dev --no-use', '<%= config.bin %> <%= command.id %> dev --kubeconfig ./dev.yaml']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {
    kubeconfig: Flags.string({description: 'The only file to write. Default: ~/.kube/<cluster>, and what kubectl uses', helpValue: 'FILE'}),
    use: Flags.boolean({description: 'Make it the current context', default: true, allowNo: true}),
  }

  async run(): Promise<KubeconfigOutcome> {
    const {args, flags} = await this.parse(KubeconfigExport)
    const result = await exportFromCluster(await this.app(), args.name, {setCurrent: flags.use, file: flags.kubeconfig && resolve(flags.kubeconfig)})
    this.log(`Context "${result.context}" is in ${result.mergedPath}${result.ownPath === undefined ? '' : ` and ${result.ownPath}`}.`)
    return result
  }
}
