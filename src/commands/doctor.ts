import {Flags} from '@oclif/core'
import {BaseCommand} from '../base-command.js'
import {diagnose, isGood, type Diagnosis} from '../preflight/doctor.js'
import {diagnosisText} from '../report/diagnosis-text.js'

export default class Doctor extends BaseCommand {
  static override summary = 'Find what this machine lacks'
  static override description = `Looks at runtimes, tools, limits, the disk and plugins. With --fix it installs packages and sets limits, with sudo where that is needed.

With --report a runtime also looks at everything that it relies on, one by one, and says how to look by hand: for those who have no machine like this one. It may start a container for that, and removes it again.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --fix', '<%= config.bin %> <%= command.id %> --runtime NAME --report']
  static override flags = {
    fix: Flags.boolean({description: 'Install and set what is missing'}),
    runtime: Flags.string({description: 'Look at this runtime alone, and at the machine', helpValue: 'NAME'}),
    report: Flags.boolean({description: 'Ask the runtime for its report; needs --runtime', dependsOn: ['runtime']}),
  }
  static override streams = true

  async run(): Promise<Diagnosis> {
    const {flags} = await this.parse(Doctor)
    const {step} = await this.report()
    const diagnosis = await diagnose(await this.app(), flags, step)
    await this.settled()
    this.log(diagnosisText(diagnosis))
    if (!isGood(diagnosis)) process.exitCode = 1
    return diagnosis
  }
}
