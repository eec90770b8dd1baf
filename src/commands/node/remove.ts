import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {durationFlag} from '../../config/duration.js'
import {nameNodes} from '../../nodes/name-nodes.js'
import {removeNodes, type RemoveOutcome} from '../../nodes/remove.js'

export default class NodeRemove extends BaseCommand {
  static override summary = 'Remove nodes from a cluster'
  static override description = `Has their pods move to other nodes, takes control planes out of etcd and the load balancer, and removes the nodes with their disks and all that the cluster knows of them; also nodes that are dead, or that are gone already. What pods keep on such a node alone (emptyDir) goes with it.

Refused before anything is touched: the last control plane, what would cost etcd its majority, and the load balancer.`
  static override examples = ['<%= config.bin %> <%= command.id %> dev-worker2', '<%= config.bin %> <%= command.id %> dev dev-worker2 dev-control-plane3', '<%= config.bin %> <%= command.id %> dev-worker --drain-timeout 30s --force']
  static override strict = false
  static override args = {nodes: Args.string({description: 'Names of nodes of one cluster; the cluster’s name may come first', required: true})}
  static override flags = {
    'drain-timeout': Flags.string({description: 'How long the pods of each node may take to move', default: '2m', helpValue: 'DURATION'}),
    force: Flags.boolean({description: 'Go on when pods do not move in time, and lose those that nothing makes anew'}),
  }

  static override streams = true

  async run(): Promise<RemoveOutcome> {
    const {argv, flags} = await this.parse(NodeRemove)
    const {step} = await this.report()
    const seconds = durationFlag('drain-timeout', flags['drain-timeout'], {least: 1})
    const app = await this.app()
    const outcome = await removeNodes(app, {...(await nameNodes(app, argv as string[])), seconds, force: flags.force}, step)
    await this.settled()
    this.log(`Removed ${outcome.nodes.join(', ')} from cluster "${outcome.cluster}" in ${outcome.seconds.toFixed(1)} s.`)
    return outcome
  }
}
