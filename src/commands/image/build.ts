import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {buildFromFlags, type BuildOutcome} from '../../node-image/build-from-flags.js'

export default class ImageBuild extends BaseCommand {
  static override summary = 'Build a node image'
  static override description = `Puts Kubernetes, containerd and every image that kubeadm names into one image. kina cluster create does this by itself when the image is not there.

Programs come from upstream’s releases where their servers answer, else they are built with Go from modules; the Debian base from a registry, or from Debian’s packages.

An image for another platform is made without running anything of it, so that no emulation is needed; no cluster can run on it here.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --kubernetes v1.31.0 --source modules', '<%= config.bin %> <%= command.id %> --platform linux/arm64']
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version, such as v1.31.0', helpValue: 'VERSION'}),
    platform: Flags.string({description: 'What the image is for: linux/amd64 or linux/arm64. Default: this machine', helpValue: 'PLATFORM'}),
    tag: Flags.string({description: 'Name of the image. Default: kina/node:VERSION, and for another platform kina/node:VERSION-ARCH', helpValue: 'REF'}),
    runtime: Flags.string({description: 'Runtime whose store gets the image', helpValue: 'NAME'}),
    source: Flags.option({options: ['auto', 'release', 'modules'] as const, description: 'Where programs come from'})({default: 'auto' as const}),
    'if-missing': Flags.boolean({description: 'Do nothing when the image is there and up to date'}),
    mirror: Flags.string({description: 'Base URL in place of upstream’s: of kubernetes, github or registry.k8s.io, such as kubernetes=https://mirror.example/k8s; may be repeated; also in KINA_MIRRORS', multiple: true, helpValue: 'NAME=URL'}),
  }
  static override streams = true

  async run(): Promise<BuildOutcome> {
    const {flags} = await this.parse(ImageBuild)
    const {step} = await this.report()
    const outcome = await buildFromFlags(await this.app(), {...flags, ifMissing: flags['if-missing']}, step)
    await this.settled()
    this.log(`${outcome.built ? 'Built' : 'There is'} ${outcome.ref}${next(outcome, flags.tag)}`)
    return outcome
  }
}

function next({ref, arch, runsHere}: BuildOutcome, tag: string | undefined): string {
  if (!runsHere) return `, for machines of ${arch}. Take it there: kina image save ${ref} -o FILE`
  return `. Use it: kina cluster create${tag === undefined ? '' : ` --image ${ref}`}`
}
