import type {CniInstaller} from 'kina/plugin'
import {sharesCgroup} from './cgroup.js'
import {cleanNode, forgetObjects} from './clean-up.js'
import {removeRelease, upgradeRelease} from './helm.js'
import {imageRefs, images} from './images.js'
import {kernelNeeds} from './kernel.js'
import {decideKubeProxy} from './kube-proxy.js'
import {CILIUM_VERSION, ciliumOptions} from './options.js'
import {partsOf} from './parts.js'
import {applyPool} from './pool.js'
import {problem} from './ready.js'
import {chartValues} from './values.js'

/** Cilium as its own Helm chart installs it. */
export const cilium: CniInstaller = {
  needs(network, given, kernel) {
    if (network.podCidrs.length !== 1) throw new Error(`Cilium is set up for one pod CIDR, not ${network.podCidrs.length}: ${network.podCidrs.join(', ')}`)
    const options = ciliumOptions(given)
    const {replaced, note} = decideKubeProxy(network, options, kernel)
    return {
      replacesKubeProxy: replaced,
      networkPolicy: true,
      kernel: kernelNeeds(partsOf(network, options, replaced)),
      images: images(options),
      ...(note !== undefined && {notes: [note]}),
    }
  },

  async install(cluster) {
    const {plan, nodes} = cluster
    const options = ciliumOptions(plan.cniOptions)
    const values = chartValues({plan, options, sharedCgroup: await sharesCgroup(nodes)})
    const {version = CILIUM_VERSION, chart, gateway = false} = options
    await upgradeRelease(cluster, {image: imageRefs(options).helm, version, chart, gateway, values})
    await applyPool(cluster, options)
  },

  async ready(cluster) {
    const reason = await problem(cluster)
    return reason === null ? {met: true} : {met: false, reason}
  },

  async uninstall(cluster) {
    const refs = imageRefs(ciliumOptions(cluster.plan.cniOptions))
    await removeRelease(cluster, refs.helm)
    await Promise.all(cluster.nodes.map((node) => cleanNode(node, refs.agent)))
    await forgetObjects(cluster)
  },
}
