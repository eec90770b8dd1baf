import hook from '../../plugins/cni-ptp/src/register.js'
import {cniConformance, registrationsOf} from '../../src/testing/index.js'

/** On clusters that the suite makes for itself, as in an author's plugin. */
for (const cni of (await registrationsOf(hook)).cnis) cniConformance(cni, {workers: 1})
