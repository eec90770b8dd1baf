import type {UpgradeOutcome} from '../upgrade/upgrade.js'
import {formatSeconds} from './duration.js'
import {table} from './table.js'

/** What kubeadm plans, as a table, and what became of it. */
export function upgradeText({name, from, to, plan, nodes, upgraded, seconds}: UpgradeOutcome): string {
  if (from === to && nodes.length === 0 && plan.changes.length === 0) return `\nCluster "${name}" has Kubernetes ${to} already.`
  const changes = plan.changes.map(({component, node = '', current, target}) => [component, node, current, target])
  const planned = changes.length === 0 ? ['kubeadm has nothing to upgrade; what an earlier upgrade has left would be done.'] : [table(['COMPONENT', 'NODE', 'CURRENT', 'TARGET'], changes), '']
  const byHand = plan.byHand.map((text) => `To be brought to a newer version by hand first: ${text}`)
  if (!upgraded) return ['', ...planned, ...byHand, `Nothing was changed. Upgrade it: kina cluster upgrade ${name} --kubernetes ${to}`].join('\n')
  return `\nCluster "${name}" has Kubernetes ${to} after ${formatSeconds(seconds)}${from === to ? '' : `, before ${from}`}; nodes upgraded now: ${nodes.length === 0 ? 'none, all were' : nodes.join(', ')}.`
}
