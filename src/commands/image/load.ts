import {resolve} from 'node:path'
import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {loadImages, type LoadOutcome} from '../../image-file/load.js'
import {loadedText} from '../../report/loaded-text.js'

export default class ImageLoad extends BaseCommand {
  static override summary = 'Load a node image from a file'
  static override description = `Brings what kina image save wrote into the store of a runtime, the same as it came from or another; archives of other tools, too. Compression is recognised. Every byte is looked at first: a file that is damaged, or for another architecture, is refused.

This is about images that nodes are made from. An image for pods goes into the nodes of a cluster instead.`
  static override examples = ['<%= config.bin %> <%= command.id %> node.tar.zst', 'ssh HOST kina image save -o - | <%= config.bin %> <%= command.id %> -']
  static override args = {
    file: Args.string({description: 'File to load; - is standard input', required: true}),
  }
  static override flags = {
    runtime: Flags.string({description: 'Runtime whose store gets the image', helpValue: 'NAME'}),
  }
  static override streams = true

  async run(): Promise<LoadOutcome> {
    const {args, flags} = await this.parse(ImageLoad)
    const {step} = await this.report()
    const app = await this.app()
    const outcome = await loadImages(app, {...flags, input: args.file === '-' ? process.stdin : resolve(args.file)}, step)
    await this.settled()
    this.log(loadedText(outcome, app.defaults.kubernetes))
    return outcome
  }
}
