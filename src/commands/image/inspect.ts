import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {inspectFromFlags, type Inspection} from '../../image-inspect/inspect.js'
import {inspectionText} from '../../report/inspection-text.js'

export default class ImageInspect extends BaseCommand {
  static override summary = 'Show what a node image is made of'
  static override description = `Reads an image from a runtime’s store and shows its id, its labels, its layers with their sizes, and one digest over all its files: paths, modes, owners and contents, but no times. Two builds that give the same digest gave the same node, whatever built them.

With --files one line for each file, for diff(1) to compare two images that differ.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> kina/node:v1.37.2 --files', '<%= config.bin %> <%= command.id %> --json']
  static override args = {
    image: Args.string({description: 'Image to read. Default: kina’s own, of the Kubernetes version', required: false}),
  }
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version of kina’s own image, such as v1.31.0', helpValue: 'VERSION'}),
    runtime: Flags.string({description: 'Runtime that has the image', helpValue: 'NAME'}),
    files: Flags.boolean({description: 'Print what the digest is over, a file a line'}),
  }

  async run(): Promise<Omit<Inspection, 'sbom' | 'files'> & Partial<Pick<Inspection, 'files'>>> {
    const {args, flags} = await this.parse(ImageInspect)
    const {step} = await this.report()
    const {sbom: _, files, ...inspection} = await inspectFromFlags(await this.app(), {...flags, image: args.image}, step)
    await this.settled()
    this.log(flags.files ? files.join('\n') : inspectionText(inspection))
    return {...inspection, ...(flags.files && {files})}
  }
}
