import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {inspectFromFlags, sbomOf} from '../../image-inspect/inspect.js'

export default class ImageSbom extends BaseCommand {
  static override summary = 'Print the software bill of materials of a node image'
  static override description = 'CycloneDX 1.6 as JSON, as it lies in the image under /usr/share/kina/sbom.cdx.json: every Debian package, every program with the Go modules in it and their checksums, every container image, and what is in what.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> kina/node:v1.37.2 > sbom.cdx.json']
  static override args = {
    image: Args.string({description: 'Image to read. Default: kina’s own, of the Kubernetes version', required: false}),
  }
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version of kina’s own image, such as v1.31.0', helpValue: 'VERSION'}),
    runtime: Flags.string({description: 'Runtime that has the image', helpValue: 'NAME'}),
  }

  async run(): Promise<unknown> {
    const {args, flags} = await this.parse(ImageSbom)
    const {step} = await this.report()
    const text = sbomOf(await inspectFromFlags(await this.app(), {...flags, image: args.image}, step))
    await this.settled()
    this.log(text.trimEnd())
    return JSON.parse(text) as unknown
  }
}
