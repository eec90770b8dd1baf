import {BaseCommand} from '../../base-command.js'
import {listNodeImages, type NodeImageList} from '../../node-image/list.js'
import {nodeImageText} from '../../report/node-image-text.js'

export default class ImageList extends BaseCommand {
  static override summary = 'List node images'
  static override description = 'Node images that kina built, and others that clusters run on, in the stores of all available runtimes; and what the cache holds. CURRENT: kina would make the same image now.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<NodeImageList> {
    await this.parse(ImageList)
    const list = await listNodeImages(await this.app())
    this.log(nodeImageText(list, Date.now()))
    return list
  }
}
