import type {ClusterContext, CniInstaller, Registration} from '../../src/contract/index.js'
import {ownCluster, type OwnCluster} from '../../src/testing/cni/own-cluster.js'

export interface BareCluster {
  /** Makes it when it is first asked for. */
  readonly cluster: () => Promise<ClusterContext>
  readonly remove: () => Promise<void>
}

/** A node that has joined, and no CNI at all: for the rule that `ready` is unmet before `install`. */
export function bareCluster(): BareCluster {
  let made: Promise<OwnCluster | string> | undefined
  return {
    async cluster() {
      const own = await (made ??= ownCluster(nothing, {workers: 0}))
      if (typeof own === 'string') throw new Error(own)
      return own.context
    },
    async remove() {
      const own = await made
      made = undefined
      if (typeof own === 'object') await own.remove()
    },
  }
}

const nothing: Registration<CniInstaller> = {
  apiVersion: 1,
  name: 'nothing',
  summary: 'No network at all',
  load: async () => ({
    needs: () => ({replacesKubeProxy: false, kernel: [], images: []}),
    install: async () => {},
    ready: async () => ({met: true}),
  }),
}
