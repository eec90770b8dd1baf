import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {startCluster, type PowerResult} from '../../cluster/power.js'

export default class ClusterStart extends BaseCommand {
  static override summary = 'Start a cluster that was stopped, or that stopped by itself'
  static override description = 'Brings all nodes back, whether kina stopped them, the runtime did, or the machine went down, and whatever addresses they get. Waits until everything is ready, and writes the kubeconfig again. On a cluster that runs it repairs what a start from outside has left out.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override streams = true

  async run(): Promise<PowerResult> {
    const {args} = await this.parse(ClusterStart)
    const {step} = await this.report()
    const result = await startCluster(await this.app(), args.name, step)
    await this.settled()
    this.log(`Cluster "${result.name}" is ready after ${result.seconds.toFixed(1)} s.`)
    return result
  }
}
