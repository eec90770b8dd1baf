import {resolve} from 'node:path'
import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {mergeKubeconfigs, type MergeOutcome} from '../../cluster/merge-kubeconfigs.js'

export default class KubeconfigMerge extends BaseCommand {
  static override summary = 'Bring clusters into one kubeconfig'
  static override description = 'Asks clusters for their credentials and present addresses, and merges them into the kubeconfig that kubectl uses, or into another. The current context stays; a file without one gets the first cluster.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> a b --kubeconfig ./both.yaml']
  static override strict = false
  static override args = {name: Args.string({description: 'Names of clusters. Default: all that run'})}
  static override flags = {kubeconfig: Flags.string({description: 'The only file to write. Default: what kubectl uses', helpValue: 'FILE'})}

  async run(): Promise<MergeOutcome> {
    const {argv, flags} = await this.parse(KubeconfigMerge)
    const outcome = await mergeKubeconfigs(await this.app(), {names: argv as string[], file: flags.kubeconfig && resolve(flags.kubeconfig)})
    for (const {context, file} of outcome.merged) this.log(`Context "${context}" is in ${file}.`)
    for (const {cluster, reason} of outcome.skipped) this.log(`Left out "${cluster}": ${reason}`)
    if (outcome.merged.length + outcome.skipped.length === 0) this.log('There are no clusters.')
    return outcome
  }
}
