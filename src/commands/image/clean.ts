import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {cleanImages, type CleanOutcome} from '../../node-image/clean.js'
import {bytes} from '../../report/bytes.js'

export default class ImageClean extends BaseCommand {
  static override summary = 'Remove node images and cached parts'
  static override description = 'Removes node images that were made from other inputs than this kina has, and everything in the cache. Images of clusters that exist are kept.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --all']
  static override flags = {
    all: Flags.boolean({description: 'Also node images that are up to date'}),
    'keep-cache': Flags.boolean({description: 'Leave downloads and builds where they are'}),
  }

  async run(): Promise<CleanOutcome> {
    const {flags} = await this.parse(ImageClean)
    const outcome = await cleanImages(await this.app(), {all: flags.all, cache: !flags['keep-cache']})
    for (const ref of outcome.removed) this.log(`Removed ${ref}`)
    for (const {ref, cluster} of outcome.kept) this.log(`Kept ${ref}: cluster "${cluster}" runs on it`)
    this.log(`Freed ${bytes(outcome.cacheBytes)} in the cache.`)
    return outcome
  }
}
