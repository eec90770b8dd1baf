import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {restartCluster, type PowerResult} from '../../cluster/power.js'

export default class ClusterRestart extends BaseCommand {
  static override summary = 'Stop a cluster and start it again'
  static override description = 'The same as kina cluster stop and kina cluster start.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override streams = true

  async run(): Promise<PowerResult> {
    const {args} = await this.parse(ClusterRestart)
    const {step} = await this.report()
    const result = await restartCluster(await this.app(), args.name, step)
    await this.settled()
    this.log(`Cluster "${result.name}" is ready again after ${result.seconds.toFixed(1)} s.`)
    return result
  }
}
