import {attempts, type Attempt} from '../attempt.js'
import {failed, skipped, unsupported, type Finding, type NetworkCheck} from '../check.js'
import type {Guarded} from '../names.js'
import type {Net} from '../net.js'
import {label, type Place} from '../place.js'
import {PORT} from '../programs.js'

/** Ways that a policy opens, and such that it shuts. */
interface Ways {
  readonly open: readonly Attempt[]
  readonly shut: readonly Attempt[]
}

export const policyChecks: readonly NetworkCheck[] = [
  policyCheck('deny', 'NetworkPolicy: nobody may ask', (net) => ({open: [], shut: [...others(net), net.stranger()].map((from) => shut(from, net.guard('deny')))})),
  policyCheck('label', 'NetworkPolicy: pods with a label may ask', (net) => ({open: [open(net.here, net.guard('label'))], shut: [net.beside, ...net.away].map((from) => shut(from, net.guard('label')))})),
  policyCheck('namespace', 'NetworkPolicy: pods of a namespace may ask', (net) => ({open: [open(net.stranger(), net.guard('namespace'))], shut: others(net).map((from) => shut(from, net.guard('namespace')))})),
  policyCheck('ip-block', 'NetworkPolicy: a pod may ask an IP block', (net) => {
    const {outside, here} = net
    if (outside.host === null) return skipped(outside.reason)
    const from = net.guard('ip-block')
    const server: Attempt = {from, question: `tcp ${outside.host} ${outside.port} /`, expected: /^outside /, to: `this machine at ${outside.host}:${outside.port}`, flow: {protocol: 'tcp', address: outside.host, ports: [outside.port], servers: []}}
    return {open: [server], shut: [shut(from, here)]}
  }),
  policyCheck('egress', 'NetworkPolicy: a pod may ask pods with a label', (net) => ({open: [open(net.guard('egress'), net.here)], shut: [net.beside, ...net.away].map((to) => shut(net.guard('egress'), to))})),
]

function policyCheck(guarded: Guarded, title: string, ways: (net: Net) => Ways | Finding): NetworkCheck {
  return {
    id: `policy-${guarded}`,
    title,
    async look(net) {
      const {enforced, cni} = net.policy
      if (enforced === false) return unsupported(`the CNI ${cni} says that it enforces none`)
      const found = ways(net)
      if ('status' in found) return found
      const opened = await attempts(found.open, () => '')
      if (opened.status !== 'ok') return {...opened, seen: `what is allowed does not get through: ${opened.seen}`}
      const closed = await attempts(found.shut, () => '')
      if (closed.status !== 'ok') return enforced === 'unknown' ? unsupported(`not enforced, and ${cni === null ? 'kina did not install the CNI' : `the CNI ${cni} does not say that it would be`}`) : failed(closed.seen)
      return {status: 'ok', seen: [found.open.length > 0 && `${found.open.length} allowed`, `${found.shut.length} refused`].filter(Boolean).join(', ')}
    },
  }
}

function others({here, beside, away}: Net): Place[] {
  return [here, beside, ...away]
}

function open(from: Place, to: Place): Attempt {
  return {from, question: `tcp ${to.ip} ${PORT} /`, expected: new RegExp(`^${to.name} `), to: `${label(to)} at ${to.ip}`, flow: {protocol: 'tcp', address: to.ip, ports: [PORT], servers: [to]}}
}

/** What must not get through is nothing to follow. */
function shut(from: Place, to: Place): Attempt {
  return {from, question: `shut tcp ${to.ip} ${PORT} /`, to: `${label(to)} at ${to.ip}, which a policy forbids`}
}
