import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {clusterStatus, STATUS_EXIT, type ClusterStatus} from '../../status/cluster-status.js'
import {clusterStatusText} from '../../report/cluster-status-text.js'

export default class ClusterStatusCommand extends BaseCommand {
  static override summary = 'Show how a cluster is'
  static override description = `Looks at nodes, components, CNI, certificates and addresses, and says what is wrong, in one line each, with the command that helps. Changes nothing.

Exit code 0: healthy; 1: something is wrong; 3: the cluster is stopped.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev --json']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}

  async run(): Promise<ClusterStatus> {
    const {args} = await this.parse(ClusterStatusCommand)
    const status = await clusterStatus(await this.app(), args.name)
    this.log(clusterStatusText(status))
    process.exitCode = STATUS_EXIT[status.state]
    return status
  }
}
