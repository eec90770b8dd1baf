import type {CniInstaller, Registration} from '../../src/contract/index.js'
import hook from '../../plugins/cni-ptp/src/register.js'
import {ownCluster} from '../../src/testing/cni/own-cluster.js'
import {cniConformance, registrationsOf} from '../../src/testing/index.js'

/** Two nodes, on a cluster that the suite makes for itself as in an author's plugin; the bundled CNI is the one that has `place`. */
for (const cni of (await registrationsOf(hook)).cnis) {
  describe('a bundled CNI, on clusters that the suite makes', () => {
    const bare: (() => Promise<void>)[] = []
    after(async function () {
      this.timeout('5m')
      for (const remove of bare) await remove()
    })

    cniConformance(cni, {
      workers: 1,
      async clusterWithout() {
        const made = await ownCluster(nothing, {workers: 0})
        if (typeof made === 'string') throw new Error(made)
        bare.push(made.remove)
        return made.context
      },
    })
  })
}

/** Nodes stay NotReady under it. */
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
