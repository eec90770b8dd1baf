import type {ClusterContext, CniInstaller} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import type {Loaded} from '../registry/load.js'
import {recordPlan} from './cni-record.js'
import {settled} from '../settled.js'

/** Images into the nodes, then the CNI itself. Whether it works is for the last step to see. */
export async function installCni(cluster: ClusterContext, cni: Loaded<CniInstaller>, images: Promise<void>, progress: (text: string) => void): Promise<void> {
  try {
    if (cluster.plan.cniImages.length > 0) progress('images')
    const installed = images.then(() => {
      progress('installing')
      return cni.provider.install(cluster)
    })
    await settled([installed, recordPlan(cluster)])
  } catch (error) {
    if (cluster.signal.aborted) throw error
    const known = error instanceof KinaError ? error : undefined
    throw new KinaError(
      {code: 'E_CNI_FAILED', message: `The CNI ${cni.name} could not be installed: ${messageOf(error)}`, ...(known?.node !== undefined && {node: known.node}), ...(known?.detail !== undefined && {detail: known.detail}), next: known?.next ?? []},
      {cause: error},
    )
  }
}
