import {BaseCommand} from '../base-command.js'
import {interruptible} from '../interrupt.js'
import {packageHost, type PackageHost} from './host.js'

/** For commands that change installed plugins: they work without asking all plugins what they register, and so with broken ones. */
export abstract class PluginsCommand extends BaseCommand {
  private made: PackageHost | undefined

  protected async host(): Promise<PackageHost> {
    if (this.made) return this.made
    const {log} = await this.report()
    this.made = await packageHost(this.config, {json: this.jsonEnabled(), signal: interruptible(log), log})
    return this.made
  }
}
