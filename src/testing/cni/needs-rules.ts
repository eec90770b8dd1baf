import assert from 'node:assert/strict'
import {access} from 'node:fs/promises'
import {isAbsolute, join} from 'node:path'
import type {CniInstaller, CniNeeds, KernelReport, NetworkPlan, Options} from '../../contract/index.js'
import {messageOf} from '../../errors.js'
import type {Rule} from '../suite/rule.js'

/** What `needs` is asked with. */
export interface NeedsInput {
  readonly network: NetworkPlan
  readonly options: Options
  readonly kernel: KernelReport
}

const EXAMPLE: NeedsInput = {
  network: {
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.96.0.0/16'],
    dnsDomain: 'cluster.local',
    endpoint: 'conformance-api',
    kubeProxy: 'iptables',
  },
  options: {},
  kernel: {release: '6.12.0', features: {}},
}

/** What is asked while planning, when there is nothing yet. */
export function needsRules(load: () => Promise<CniInstaller>, input: NeedsInput = EXAMPLE): Rule[] {
  const alone = true
  return [
    {
      title: 'needs is the same for the same input, and changes nothing of it',
      alone,
      async hold() {
        const cni = await load()
        const first = ask(cni, input)
        assert.deepEqual(ask(cni, input), first)
        assert.deepEqual(JSON.parse(JSON.stringify(first)), first, 'the answer is not plain JSON')
      },
    },
    {title: 'needs has a reason for each kernel feature, and a usable source for each image', alone, hold: async () => assertComplete(ask(await load(), input))},
    {
      title: 'needs knows every mode of kube-proxy, or says which it refuses; what replaces kube-proxy does so where there is none',
      alone,
      async hold() {
        const cni = await load()
        for (const kubeProxy of ['iptables', 'nftables', 'none'] as const) assertAnswers(cni, {...input, network: {...input.network, kubeProxy}})
      },
    },
  ]
}

/** Of frozen input, so that changing it throws. */
function ask(cni: CniInstaller, input: NeedsInput): CniNeeds {
  const {network, options, kernel} = freeze(structuredClone(input))
  return cni.needs(network, options, kernel)
}

/** What core takes for granted when it acts on the answer. */
async function assertComplete({kernel, images}: CniNeeds): Promise<void> {
  for (const {feature, why, probe, log, avoid} of kernel) {
    assert.notEqual(why.trim(), '', `${feature}: says not what it is for`)
    for (const words of [log?.of, log?.words, avoid]) assert.notEqual(words?.trim(), '', `${feature}: says nothing in its log or avoid`)
    assert.ok(probe === undefined || probe.length > 0, `${feature}: its probe names no program`)
  }
  for (const {ref, sources} of images) {
    assert.ok(sources.length > 0, `${ref} has no source`)
    for (const source of sources) {
      if (source.type !== 'go-modules') continue
      for (const {directory, target} of source.programs) {
        assert.ok(isAbsolute(directory) && isAbsolute(target), `${ref}: ${directory} and ${target} must be absolute`)
        for (const file of ['go.mod', 'go.sum']) await access(join(directory, file))
      }
    }
  }
}

/** Core plans without kube-proxy where a CNI replaces it; asked about that plan, the CNI must not take its word back. */
function assertAnswers(cni: CniInstaller, input: NeedsInput): void {
  const {kubeProxy} = input.network
  let needs: CniNeeds
  try {
    needs = ask(cni, input)
  } catch (error) {
    return assert.match(messageOf(error), /kube-?proxy/i, `kube-proxy ${kubeProxy} is refused without saying so: ${messageOf(error)}`)
  }
  assert.equal(typeof needs.replacesKubeProxy, 'boolean', `kube-proxy ${kubeProxy}: replacesKubeProxy is no yes or no`)
  if (!needs.replacesKubeProxy || kubeProxy === 'none') return
  const again = ask(cni, {...input, network: {...input.network, kubeProxy: 'none'}})
  assert.ok(again.replacesKubeProxy, `it replaces kube-proxy ${kubeProxy}, but not where there is none`)
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
