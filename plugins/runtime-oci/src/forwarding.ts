import {networkName} from './network.js'
import type {Tool} from './tool.js'

/**
 * Lets what goes from node to node through the cluster's bridge pass a firewall that drops what it does not know, as Docker and ufw set it up.
 * netavark opens it for the nodes' own addresses; packets between pods, which nodes route to each other, bear others. Best effort.
 */
export async function openBridge({ctx}: Pick<Tool, 'ctx'>, cluster: string, bridge: string): Promise<void> {
  const rules = await forwardRules(ctx)
  if (!rules.includes('-P FORWARD DROP') || rules.some((rule) => isOf(rule, cluster))) return
  const rule = ['--in-interface', bridge, '--out-interface', bridge, '--match', 'comment', '--comment', networkName(cluster), '--jump', 'ACCEPT']
  await change(ctx, ['--insert', 'FORWARD', ...rule])
}

/** Takes away what {@link openBridge} has made; several rules, when nodes were started at once. */
export async function closeBridge({ctx, dialect}: Tool, cluster: string): Promise<void> {
  if (!dialect.bareBridge) return
  for (const rule of await forwardRules(ctx)) {
    if (isOf(rule, cluster)) await change(ctx, ['--delete', ...rule.replaceAll('"', '').split(' ').slice(1)])
  }
}

/** As iptables would be told to make them. None where there is no iptables, or no right to use it. */
async function forwardRules({exec}: Tool['ctx']): Promise<string[]> {
  const {stdout} = await exec(['iptables', '--wait', '--list-rules', 'FORWARD'], {allowFailure: true}).catch(() => ({stdout: ''}))
  return stdout.split('\n')
}

function isOf(rule: string, cluster: string): boolean {
  return rule.startsWith('-A ') && new RegExp(` --comment "?${networkName(cluster)}"? `).test(rule)
}

async function change({exec, log}: Tool['ctx'], args: readonly string[]): Promise<void> {
  await exec(['iptables', '--wait', ...args]).catch((error: unknown) => log.debug(`the firewall stays as it is: ${String(error)}`))
}
