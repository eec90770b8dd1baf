import {gte, valid} from 'semver'
import {KinaError} from '../errors.js'

/** What changes with the Kubernetes version: the only place that knows. */
export interface KubernetesFacts {
  /** With the leading v. */
  readonly version: string
  readonly kubeadmApi: 'v1beta3' | 'v1beta4'
  /** From 1.35 on the kubelet refuses cgroup v1 unless told otherwise; older ones do not know the field. */
  readonly failCgroupV1Field: boolean
  /** ECDSA keys by kubeadm's own field, which came with v1beta4. */
  readonly encryptionAlgorithmField: boolean
  /** Whether `kubeadm upgrade apply` has phases that can be left out. */
  readonly upgradePhases: boolean
  /** The oldest containerd that kubelet runs with, without a leading v; absent: every one that kina has built nodes with. 1.35 was the last to take containerd 1. */
  readonly containerdAtLeast?: string
}

export function kubernetesFacts(version: string): KubernetesFacts {
  const clean = valid(version)
  if (clean === null) {
    throw new KinaError({code: 'E_VERSION_UNKNOWN', exit: 2, message: `"${version}" is not a Kubernetes version`, next: ['Write it as v1.31.0.']})
  }
  const v1beta4 = gte(clean, '1.31.0-0')
  return {
    version: `v${clean}`,
    kubeadmApi: v1beta4 ? 'v1beta4' : 'v1beta3',
    failCgroupV1Field: gte(clean, '1.35.0-0'),
    encryptionAlgorithmField: v1beta4,
    upgradePhases: gte(clean, '1.32.0-0'),
    ...(gte(clean, '1.36.0-0') && {containerdAtLeast: '2.0.0'}),
  }
}
