import {BaseCommand} from '../../base-command.js'
import {describeClusters, type ClusterDescription} from '../../cluster/describe.js'
import {clusterListText} from '../../report/cluster-list-text.js'

export default class ClusterList extends BaseCommand {
  static override aliases = ['list']
  static override summary = 'List clusters'
  static override description = 'Asks every runtime that is available; what it shows is what is there; of clusters in a kubeconfig whose runtime does not work it warns. Clusters on a node image that kina did not build are pointed out.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<{clusters: ClusterDescription[]}> {
    await this.parse(ClusterList)
    const clusters = await describeClusters(await this.app())
    this.log(clusterListText(clusters))
    return {clusters}
  }
}
