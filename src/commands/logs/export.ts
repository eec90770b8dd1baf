import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {exportLogs, type ExportedLogs} from '../../logs/export.js'

export default class LogsExport extends BaseCommand {
  static override summary = 'Collect everything there is to see of a cluster'
  static override description = `Logs, versions, network, CNI, objects of the API and kina’s own view of this machine, in one folder or archive: what one looks at oneself, or adds to a bug report. Works on a cluster in any state, also one whose creation failed; what could not be had is in missing.txt.

Passwords, tokens and keys are removed as far as they can be recognized, and Secrets are left out. Look before you publish it.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev --output dev-logs.tar.gz']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {output: Flags.string({description: 'Folder that is empty or not there, or an archive: .tar.gz or .tgz. Default: kina-logs-NAME-TIME here', helpValue: 'PATH'})}
  static override streams = true

  async run(): Promise<ExportedLogs> {
    const {args, flags} = await this.parse(LogsExport)
    const {step} = await this.report()
    const logs = await exportLogs(await this.app(), {cluster: args.name, output: flags.output}, step)
    await this.settled()
    this.log(`${logs.files} files are in ${logs.path}.${logs.missing.length === 0 ? '' : ` What could not be had is in missing.txt there: ${logs.missing.length}.`}`)
    this.log('Secrets are removed as far as they could be recognized: look before you publish it.')
    return logs
  }
}
