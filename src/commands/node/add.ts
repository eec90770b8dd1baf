import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {durationFlag} from '../../config/duration.js'
import {addNodes, type AddOutcome} from '../../nodes/add.js'

export default class NodeAdd extends BaseCommand {
  static override summary = 'Add nodes to a cluster'
  static override description = `They get the next free names, are of the cluster's image, and join as nodes do when a cluster is made; all others learn of them. Waits until everything is ready. After a failure or Ctrl-C the cluster is as it was.

Control planes can be added to a cluster that was made with several, which has a load balancer.`
  static override examples = ['<%= config.bin %> <%= command.id %> dev', '<%= config.bin %> <%= command.id %> dev --count 3', '<%= config.bin %> <%= command.id %> dev --role control-plane']
  static override args = {cluster: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {
    role: Flags.option({options: ['worker', 'control-plane'] as const, description: 'What they are to be'})({default: 'worker' as const}),
    count: Flags.integer({description: 'How many', default: 1, min: 1, max: 100}),
    wait: Flags.string({description: 'How long to wait until everything is ready, such as 90s or 5m; 0 does not wait. Default: as when the cluster was made', helpValue: 'DURATION'}),
  }

  static override streams = true

  async run(): Promise<AddOutcome> {
    const {args, flags} = await this.parse(NodeAdd)
    const {step} = await this.report()
    const waitSeconds = flags.wait === undefined ? undefined : durationFlag('wait', flags.wait)
    const outcome = await addNodes(await this.app(), {cluster: args.cluster, role: flags.role, count: flags.count, waitSeconds}, step)
    await this.settled()
    this.log(`Added ${outcome.nodes.join(', ')} to cluster "${outcome.cluster}" in ${outcome.seconds.toFixed(1)} s.`)
    return outcome
  }
}
