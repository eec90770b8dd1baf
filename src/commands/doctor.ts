import {Flags} from '@oclif/core'
import {BaseCommand} from '../base-command.js'
import {diagnose, type Diagnosis} from '../preflight/doctor.js'
import {diagnosisText} from '../report/diagnosis-text.js'

export default class Doctor extends BaseCommand {
  static override summary = 'Find what this machine lacks'
  static override description = 'Looks at runtimes, tools, limits, the disk and plugins. With --fix it installs packages and sets limits, with sudo where that is needed.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --fix']
  static override flags = {fix: Flags.boolean({description: 'Install and set what is missing'})}

  async run(): Promise<Diagnosis> {
    const {flags} = await this.parse(Doctor)
    const {step} = await this.report()
    const diagnosis = await diagnose(await this.app(), {fix: flags.fix}, step)
    await this.settled()
    this.log(diagnosisText(diagnosis))
    if (!diagnosis.healthy) process.exitCode = 1
    return diagnosis
  }
}
