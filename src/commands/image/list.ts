import {BaseCommand} from '../../base-command.js'
import {listNodeImages, type NodeImageDescription} from '../../node-image/list.js'
import {bytes} from '../../report/bytes.js'
import {table} from '../../report/table.js'

export default class ImageList extends BaseCommand {
  static override summary = 'List node images'
  static override description = 'Node images that kina built, in the stores of all available runtimes, and what the cache holds.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<{images: NodeImageDescription[]; cache: {path: string; size: number}}> {
    await this.parse(ImageList)
    const result = await listNodeImages(await this.app())
    if (result.images.length === 0) this.log('There are no node images. Build one: kina image build')
    else this.log(table(['IMAGE', 'KUBERNETES', 'SIZE', 'CURRENT', 'RUNTIME'], result.images.map((i) => [i.ref, i.kubernetes, bytes(i.size), i.current ? 'yes' : 'no', i.runtime])))
    this.log(`\nCache: ${bytes(result.cache.size)} in ${result.cache.path}`)
    return result
  }
}
