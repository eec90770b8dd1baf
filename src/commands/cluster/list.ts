import {BaseCommand} from '../../base-command.js'
import {describeClusters, type ClusterDescription} from '../../cluster/describe.js'
import {table} from '../../report/table.js'

export default class ClusterList extends BaseCommand {
  static override aliases = ['list']
  static override summary = 'List clusters'
  static override description = 'Asks every runtime that is available; what it shows is what is there.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<{clusters: ClusterDescription[]}> {
    await this.parse(ClusterList)
    const clusters = await describeClusters(await this.app())
    if (clusters.length === 0) this.log('There are no clusters. Create one: kina cluster create')
    else this.log(table(['NAME', 'STATUS', 'KUBERNETES', 'NODES', 'CNI', 'RUNTIME', 'API SERVER'], clusters.map((c) => [c.name, c.status, c.kubernetes, String(c.nodes.length), c.cni, c.runtime, c.api])))
    return {clusters}
  }
}
