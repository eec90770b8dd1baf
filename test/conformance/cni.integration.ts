import hook from '../../plugins/cni-ptp/src/register.js'
import {cniConformance, registrationsOf} from '../../src/testing/index.js'
import {bareCluster} from './bare-cluster.js'

/** Two nodes, on a cluster that the suite makes for itself as in an author's plugin; the bundled CNI is the one that has `place`. */
for (const cni of (await registrationsOf(hook)).cnis) {
  describe('a bundled CNI, on clusters that the suite makes', () => {
    const bare = bareCluster()
    after(async function () {
      this.timeout('5m')
      await bare.remove()
    })
    cniConformance(cni, {workers: 1, clusterWithout: bare.cluster})
  })
}
