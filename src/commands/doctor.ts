import {Flags} from '@oclif/core'
import {BaseCommand} from '../base-command.js'
import {diagnose, isGood, type Diagnosis} from '../preflight/doctor.js'
import {diagnosisText} from '../report/diagnosis-text.js'

export default class Doctor extends BaseCommand {
  static override summary = 'Find what this machine lacks'
  static override description = `Looks at runtimes, tools, limits, the disk and plugins. With --fix it installs packages and sets limits, with sudo where that is needed.

With --report a runtime also looks at everything that it relies on, one by one, and says how to look by hand: for those who have no machine like this one. It may start a container for that, and removes it again.

With --kernel a node is started, looked into and removed: each feature of its kernel by the kernel's configuration, by its functions, and by doing it in a namespace of its own. With --cni also what that CNI lacks there, what breaks without it, and what to do.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --fix', '<%= config.bin %> <%= command.id %> --runtime NAME --report', '<%= config.bin %> <%= command.id %> --kernel --cni NAME']
  static override flags = {
    fix: Flags.boolean({description: 'Install and set what is missing'}),
    runtime: Flags.string({description: 'Look at this runtime alone, and at the machine', helpValue: 'NAME'}),
    report: Flags.boolean({description: 'Ask the runtime for its report; needs --runtime', dependsOn: ['runtime']}),
    kernel: Flags.boolean({description: 'Look at the kernel that nodes have'}),
    cni: Flags.string({description: 'Say what this CNI needs of the kernel; needs --kernel', helpValue: 'NAME', dependsOn: ['kernel']}),
    'cni-option': Flags.string({description: 'Option of the CNI, such as mtu=1400; may be repeated', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE', dependsOn: ['cni']}),
    image: Flags.string({description: 'Node image to look into the kernel with; default: kina’s own', helpValue: 'IMAGE', dependsOn: ['kernel']}),
    'kernel-file': Flags.string({description: 'Kernel that the node boots, where nodes boot their own', helpValue: 'FILE', dependsOn: ['kernel']}),
  }
  static override streams = true

  async run(): Promise<Diagnosis> {
    const {flags} = await this.parse(Doctor)
    const {step} = await this.report()
    const {fix, runtime, report, cni, image, 'cni-option': cniOption, 'kernel-file': kernelFile} = flags
    const kernel = flags.kernel ? {runtime, cni, cniOption, image, kernelFile} : undefined
    const diagnosis = await diagnose(await this.app(), {fix, runtime, report, ...(kernel && {kernel})}, step)
    await this.settled()
    this.log(diagnosisText(diagnosis))
    if (!isGood(diagnosis)) process.exitCode = 1
    return diagnosis
  }
}
