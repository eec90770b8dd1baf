import {resolve} from 'node:path'
import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {KinaError} from '../../errors.js'
import {saveImage, type SaveOutcome} from '../../image-file/save.js'
import {bytes} from '../../report/bytes.js'

export default class ImageSave extends BaseCommand {
  static override summary = 'Save a node image as one file'
  static override description = `The file has everything that kina needs to make a cluster with its default CNI on a machine without a network: the node image, with the images of the control plane in it. Any runtime of kina’s takes it with kina image load, and most tools for images, too: it is an OCI layout and a docker-archive in one.

It is compressed when its name ends in .zst or .gz; a third of the size in a few seconds with .zst. An unfinished file is never left behind.`
  static override examples = ['<%= config.bin %> <%= command.id %> -o node.tar.zst', '<%= config.bin %> <%= command.id %> kina/node:v1.31.0 -o node.tar.gz', '<%= config.bin %> <%= command.id %> -o - | ssh HOST kina image load -']
  static override args = {
    image: Args.string({description: 'Image to save. Default: kina’s own, of the Kubernetes version', required: false}),
  }
  static override flags = {
    output: Flags.string({char: 'o', description: 'File to write; - is standard output', helpValue: 'FILE', required: true}),
    kubernetes: Flags.string({description: 'Kubernetes version of kina’s own image, such as v1.31.0', helpValue: 'VERSION'}),
    runtime: Flags.string({description: 'Runtime that has the image', helpValue: 'NAME'}),
  }
  static override streams = true

  async run(): Promise<SaveOutcome> {
    const {args, flags} = await this.parse(ImageSave)
    const toStream = flags.output === '-'
    if (toStream && this.jsonEnabled()) throw refusal('--json and the image cannot both go to standard output.')
    if (toStream && process.stdout.isTTY) throw refusal('An image is nothing for a terminal to show.')
    const {step} = await this.report()
    const outcome = await saveImage(await this.app(), {...flags, image: args.image, output: toStream ? process.stdout : resolve(flags.output)}, step)
    await this.settled()
    if (!toStream) this.log(`Saved ${outcome.ref} in ${flags.output} (${bytes(outcome.size)}). On the other machine: kina image load ${flags.output}`)
    return outcome
  }
}

function refusal(message: string): KinaError {
  return new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message, next: ['kina image save -o FILE']})
}
