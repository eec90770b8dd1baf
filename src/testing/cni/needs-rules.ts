import assert from 'node:assert/strict'
import {access} from 'node:fs/promises'
import {isAbsolute, join} from 'node:path'
import type {CniInstaller, CniNeeds, KernelReport, NetworkPlan, Options} from '../contract/index.js'

/** What `needs` is asked with. */
export interface NeedsInput {
  readonly network: NetworkPlan
  readonly options: Options
  readonly kernel: KernelReport
}

export const exampleInput: NeedsInput = {
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

/** The same answer each time, plain JSON, and the input as it was: frozen, so that changing it throws. */
export function assertPure(installer: CniInstaller, input: NeedsInput): void {
  const ask = () => {
    const {network, options, kernel} = freeze(structuredClone(input))
    return installer.needs(network, options, kernel)
  }
  const first = ask()
  assert.deepEqual(ask(), first)
  assert.deepEqual(JSON.parse(JSON.stringify(first)), first, 'needs is not plain JSON')
}

/** What core takes for granted when it acts on the answer. */
export async function assertComplete({kernel, images}: CniNeeds): Promise<void> {
  for (const {feature, why} of kernel) assert.notEqual(why.trim(), '', `${feature}: says not what it is for`)
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

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
