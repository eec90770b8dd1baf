import type {UpgradeOutcome} from '../upgrade/upgrade.js'
import {formatSeconds} from './duration.js'
import {table} from './table.js'

/** What kubeadm plans, as a table, and what became of it. */
export function upgradeText({name, from, to, plan, nodes, upgraded, seconds}: UpgradeOutcome): string {
  const changes = plan.changes.map(({component, node = '', current, target}) => [component, node, current, target])
  const planned = changes.length === 0 ? [] : [table(['COMPONENT', 'NODE', 'CURRENT', 'TARGET'], changes), '']
  const byHand = plan.byHand.map((text) => `To be brought to a newer version by hand first: ${text}`)
  if (!upgraded) return ['', ...(changes.length === 0 ? ['kubeadm has nothing to upgrade.'] : planned), ...byHand, `Nothing was changed. Upgrade it: kina cluster upgrade ${name} --kubernetes ${to}`].join('\n')
  return `\nCluster "${name}" has Kubernetes ${to} after ${formatSeconds(seconds)}${from === to ? '' : `, before ${from}`}; nodes upgraded: ${nodes.length === 0 ? 'none, all were' : nodes.join(', ')}.`
}
