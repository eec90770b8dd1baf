import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {deleteClusters, type DeleteResult} from '../../cluster/delete.js'

export default class ClusterDelete extends BaseCommand {
  static override aliases = ['delete']
  static override summary = 'Delete clusters'
  static override description = 'Removes nodes, networks, volumes and kubeconfig entries of a cluster, in whatever state it is. Deleting what is not there is no error.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> a b', '<%= config.bin %> <%= command.id %> --all']
  static override strict = false
  static override args = {name: Args.string({description: 'Names of clusters. Default: kina'})}
  static override flags = {all: Flags.boolean({description: 'All clusters that kina made'})}
  static override streams = true

  async run(): Promise<{clusters: DeleteResult[]}> {
    const {argv, flags} = await this.parse(ClusterDelete)
    const {step} = await this.report()
    const clusters = await deleteClusters(await this.app(), {names: argv as string[], all: flags.all}, step)
    await this.settled()
    for (const {name, runtimes, kubeconfigs} of clusters) {
      this.log(runtimes.length + kubeconfigs.length === 0 ? `There is no cluster "${name}"; nothing to delete.` : `Deleted cluster "${name}".`)
    }
    if (clusters.length === 0) this.log('There are no clusters.')
    return {clusters}
  }
}
