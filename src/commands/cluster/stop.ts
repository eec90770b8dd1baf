import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {stopCluster, type PowerResult} from '../../cluster/power.js'

export default class ClusterStop extends BaseCommand {
  static override summary = 'Stop the nodes of a cluster'
  static override description = 'Everything in it is kept: kina cluster start brings it back. It takes no processor and no memory meanwhile.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override streams = true

  async run(): Promise<PowerResult> {
    const {args} = await this.parse(ClusterStop)
    const {step} = await this.report()
    const result = await stopCluster(await this.app(), args.name, step)
    await this.settled()
    this.log(result.nodes.length === 0 ? `Cluster "${result.name}" did not run.` : `Stopped cluster "${result.name}". Start it again: kina cluster start ${result.name}`)
    return result
  }
}
