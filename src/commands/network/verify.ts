import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.js'
import {verifyNetworkFromFlags} from '../../network-verify/verify-from-flags.js'
import type {NetworkVerification} from '../../network-verify/verify.js'
import {writeJunit} from '../../report/junit.js'
import {networkText} from '../../report/network-text.js'

export default class NetworkVerify extends BaseCommand {
  static override summary = 'Check the pod network of a cluster'
  static override description = `Runs small clients and servers in a namespace of their own and asks every way there is: between pods of one node and of several, with nodes, services, DNS, NodePort from this machine, hostPort, egress, NetworkPolicy, LoadBalancer. For whatever CNI; nothing is fetched, and everything is removed at the end, also after Ctrl-C.

What does not get through is followed: the hop at which packets are lost is named. The exit code is 1 when a check failed.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev --only dns --only node-port', '<%= config.bin %> <%= command.id %> dev --junit network.xml --agent-restart']
  static override args = {name: Args.string({description: 'Name of the cluster', default: 'kina'})}
  static override flags = {
    only: Flags.string({description: 'Check by its id, or what several ids begin with, such as dns; may be repeated. Default: all', multiple: true, multipleNonGreedy: true, helpValue: 'CHECK'}),
    'agent-restart': Flags.boolean({description: 'Also end the CNI’s pods on every node and see whether connections outlive it'}),
    junit: Flags.string({description: 'Write the results to a file in JUnit’s format', helpValue: 'FILE'}),
  }
  static override streams = true

  async run(): Promise<NetworkVerification> {
    const {args, flags} = await this.parse(NetworkVerify)
    const {step} = await this.report()
    const verification = await verifyNetworkFromFlags(await this.app(), {cluster: args.name, only: flags.only ?? [], agentRestart: flags['agent-restart']}, step)
    await this.settled()
    if (flags.junit !== undefined) await writeJunit(flags.junit, verification)
    this.log(networkText(verification))
    if (!verification.good) process.exitCode = 1
    return verification
  }
}
