import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {upgradeText} from '../../report/upgrade-text.js'
import {upgradeCluster, type UpgradeOutcome} from '../../upgrade/upgrade.js'

export default class ClusterUpgrade extends BaseCommand {
  static override summary = 'Bring a running cluster to a newer Kubernetes'
  static override description = `One minor version at a time, node after node in its place: pods keep running, and what is on disks stays. New programs and images come from kina’s node image of that version, which kina image build makes.

All that stands against it is said before anything is touched. What kubeadm plans is said first; --dry-run ends there. An upgrade that was interrupted goes on when it is started again.`
  static override examples = ['<%= config.bin %> <%= command.id %> --kubernetes v1.37.2', '<%= config.bin %> <%= command.id %> dev --kubernetes 1.37 --dry-run']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version to have then, such as v1.37.2; 1.37 is its newest known patch', helpValue: 'VERSION', required: true}),
    'dry-run': Flags.boolean({description: 'Print what kubeadm plans and change nothing'}),
  }

  static override streams = true

  async run(): Promise<UpgradeOutcome> {
    const {args, flags} = await this.parse(ClusterUpgrade)
    const {step} = await this.report()
    const outcome = await upgradeCluster(await this.app(), {name: args.name, kubernetes: flags.kubernetes, dryRun: flags['dry-run']}, step)
    await this.settled()
    this.log(upgradeText(outcome))
    return outcome
  }
}
