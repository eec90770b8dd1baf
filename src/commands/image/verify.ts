import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {verifyFromFlags} from '../../image-verify/verify-from-flags.js'
import type {Verification} from '../../image-verify/verify.js'
import {verificationText} from '../../report/verification-text.js'

export default class ImageVerify extends BaseCommand {
  static override summary = 'Check a node image'
  static override description = `Starts a node of the image, looks at everything that a cluster needs of it, and removes the node again: units, versions of all programs, containerd, a pod’s sandbox, CNI programs, the images that kubeadm names, sysctls, iptables, what tools look for under /kind. Nothing of it needs a network.

Any node image can be given, also one that kina did not build; a note says where such a one differs from kina’s and clusters work. The exit code is 1 when a check failed.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> kindest/node:v1.31.0', '<%= config.bin %> <%= command.id %> --build --json']
  static override args = {
    image: Args.string({description: 'Image to check. Default: kina’s own, of the Kubernetes version', required: false}),
  }
  static override flags = {
    kubernetes: Flags.string({description: 'Kubernetes version of kina’s own image, such as v1.31.0', helpValue: 'VERSION'}),
    runtime: Flags.string({description: 'Runtime that has the image and starts the node', helpValue: 'NAME'}),
    build: Flags.boolean({description: 'Build kina’s own image first, unless it is there and up to date'}),
  }
  static override streams = true

  async run(): Promise<Verification> {
    const {args, flags} = await this.parse(ImageVerify)
    const {step} = await this.report()
    const verification = await verifyFromFlags(await this.app(), {...flags, image: args.image}, step)
    await this.settled()
    this.log(verificationText(verification))
    if (!verification.good) process.exitCode = 1
    return verification
  }
}
