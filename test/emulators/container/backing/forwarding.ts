import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {command} from './command.ts'

/**
 * Makes a bridge fit for nodes before any guest sends through it. Without an address of its own it takes the lowest of its ports', which
 * changes when guests come and go. And where the firewall drops what it does not know (Docker sets it up so), packets between pods, which
 * bear other addresses than their nodes, would not pass.
 */
export async function openBridge(bridge: string, network: string): Promise<void> {
  await Promise.all([pinAddress(bridge, network), letPass(bridge, network)])
}

/** Takes away the rules for these networks: a whole name, or with a trailing `*` what begins like it. */
export async function closeBridges(network: string): Promise<void> {
  for (const rule of await forwardRules()) {
    const comment = commentOf(rule)
    const meant = network.endsWith('*') ? comment?.startsWith(network.slice(0, -1)) : comment === network
    if (meant) await command('iptables', ['--wait', '--delete', ...rule.replaceAll('"', '').split(' ').slice(1)])
  }
}

/** NET_ADDR_SET of Linux: somebody has set it, and it stays. */
const ADDRESS_WAS_SET = '3'

async function pinAddress(bridge: string, network: string): Promise<void> {
  const type = await readFile(`/sys/class/net/${bridge}/addr_assign_type`, 'utf8').catch(() => '')
  if (type.trim() !== ADDRESS_WAS_SET) await command('ip', ['link', 'set', 'dev', bridge, 'address', hardwareAddress(network)])
}

/** Of the name, so that guests started at once agree on it; locally administered. */
export function hardwareAddress(network: string): string {
  const bytes = createHash('sha256').update(network).digest().subarray(0, 5)
  return ['02', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':')
}

async function letPass(bridge: string, network: string): Promise<void> {
  const rules = await forwardRules()
  if (!rules.includes('-P FORWARD DROP') || rules.some((rule) => commentOf(rule) === network)) return
  await command('iptables', ['--wait', '--insert', 'FORWARD', '--in-interface', bridge, '--out-interface', bridge, '--match', 'comment', '--comment', network, '--jump', 'ACCEPT'])
}

/** As iptables would be told to make them; none where there is no iptables. */
async function forwardRules(): Promise<string[]> {
  const {stdout} = await command('iptables', ['--wait', '--list-rules', 'FORWARD']).catch(() => ({stdout: ''}))
  return stdout.split('\n')
}

function commentOf(rule: string): string | undefined {
  return rule.startsWith('-A ') ? / --comment "?([^" ]+)"? /.exec(rule)?.[1] : undefined
}
