import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {createFromFlags, type CreateOutcome} from '../../cluster/create-from-flags.js'
import {RETAIN_VALUES, type Retain} from '../../cluster/retain.js'
import {offerOnTerminal} from '../../plugin-packages/offer-on-terminal.js'
import {createSummary} from '../../report/create-summary.js'

export default class ClusterCreate extends BaseCommand {
  static override aliases = ['create']
  static override summary = 'Create a cluster'
  static override description = `Makes nodes, runs kubeadm, writes the kubeconfig, installs the CNI and waits until everything is ready.

The kubeconfig is written before the CNI, so that a cluster whose network does not come up can be looked at: it is kept, and the error says how to look and how to delete it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> dev --workers 2',
    '<%= config.bin %> <%= command.id %> dev --control-planes 3 --workers 2',
    '<%= config.bin %> <%= command.id %> --cni-option mtu=1400',
    '<%= config.bin %> <%= command.id %> --config cluster.yaml --dry-run',
  ]
  static override args = {name: Args.string({description: 'Name of the cluster: lower case letters, digits and dashes. Default: kina, or the name in the config file'})}
  static override flags = {
    config: Flags.string({description: 'Config file: kind’s (kind.x-k8s.io/v1alpha4) or kina’s own (kina.dev/v1alpha1); - reads standard input', helpValue: 'FILE'}),
    image: Flags.string({description: 'Node image; pulled when it is not there. Default: kina’s own, built when it is not there', helpValue: 'REF'}),
    kernel: Flags.string({description: 'Kernel that every node boots; for runtimes whose nodes are machines of their own. Default: the runtime’s', helpValue: 'FILE'}),
    kubernetes: Flags.string({description: 'Kubernetes version, such as v1.31.0', helpValue: 'VERSION'}),
    'control-planes': Flags.integer({description: 'Number of control planes; with several, a load balancer is in front of them. Default: 1', min: 1, max: 9}),
    workers: Flags.integer({description: 'Number of workers beside the control planes', min: 0, max: 100}),
    cni: Flags.string({description: 'Pod network: a name that a plugin registers, or none', helpValue: 'NAME'}),
    'cni-option': Flags.string({description: 'Option of the CNI, such as mtu=1400; may be repeated. kina plugins inspect shows which there are', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE'}),
    runtime: Flags.string({description: 'Where nodes run: a name that a plugin registers', helpValue: 'NAME'}),
    'runtime-option': Flags.string({description: 'Option of the runtime named by --runtime; may be repeated', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE'}),
    wait: Flags.string({description: 'How long to wait until everything is ready, such as 90s or 5m; 0 does not wait', helpValue: 'DURATION'}),
    retain: Flags.option({options: RETAIN_VALUES, description: 'Keep a cluster whose creation failed: auto keeps it once its API has answered'})({default: 'auto' as Retain, helpValue: 'WHEN'}),
    'dry-run': Flags.boolean({description: 'Print the plan as JSON and change nothing'}),
  }
  static override streams = true

  async run(): Promise<CreateOutcome> {
    const {args, flags} = await this.parse(ClusterCreate)
    const {step} = await this.report()
    const app = await this.app()
    const offer = await offerOnTerminal(this.config, app, {json: this.jsonEnabled(), step})
    const given = {...flags, name: args.name, dryRun: flags['dry-run'], controlPlanes: flags['control-planes'], cniOption: flags['cni-option'], runtimeOption: flags['runtime-option']}
    const outcome = await createFromFlags(app, given, step, offer)
    await this.settled()
    if (flags['dry-run']) this.log(JSON.stringify(outcome.plan, null, 2))
    else this.log(createSummary(outcome))
    return outcome
  }
}
