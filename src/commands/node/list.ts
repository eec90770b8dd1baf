import {Args} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {listNodes, type NodeList} from '../../nodes/list.js'
import {nodeListText} from '../../report/node-list-text.js'

export default class NodeListCommand extends BaseCommand {
  static override summary = 'List the nodes of a cluster'
  static override description = 'The runtime says which there are and whether they run, the cluster’s API how they are. Names are those of the containers or machines, too.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev --json']
  static override args = {cluster: Args.string({description: 'Name of the cluster', default: 'kina'})}

  async run(): Promise<NodeList> {
    const {args} = await this.parse(NodeListCommand)
    const list = await listNodes(await this.app(), args.cluster)
    this.log(nodeListText(list.nodes))
    return list
  }
}
