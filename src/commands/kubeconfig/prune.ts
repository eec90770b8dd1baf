import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {pruneKubeconfigs, type PruneOutcome} from '../../cluster/prune-kubeconfigs.js'

export default class KubeconfigPrune extends BaseCommand {
  static override summary = 'Remove clusters that are no more from kubeconfigs'
  static override description = 'Looks at entries that kina wrote, in all files of KUBECONFIG, ~/.kube/config and ~/.kube/<cluster>. One goes when the runtime that had its cluster answers, on this machine, and does not have it any more; all others stay, and the reason is printed.'
  static override examples = ['<%= config.bin %> <%= command.id %> --dry-run', '<%= config.bin %> <%= command.id %>']
  static override flags = {'dry-run': Flags.boolean({description: 'Say what would go, and change nothing'})}

  async run(): Promise<PruneOutcome> {
    const {flags} = await this.parse(KubeconfigPrune)
    const outcome = await pruneKubeconfigs(await this.app(), {dryRun: flags['dry-run']})
    for (const {context, file} of outcome.removed) this.log(`${outcome.dryRun ? 'Would remove' : 'Removed'} ${context} from ${file}`)
    for (const {context, file, reason} of outcome.kept) this.log(`Kept ${context} in ${file}: ${reason}`)
    if (outcome.removed.length === 0) this.log('There is nothing to remove.')
    return outcome
  }
}
