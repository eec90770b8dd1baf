import assert from 'node:assert/strict'
import {kubernetesVersions} from '../../src/node-image/versions.js'
import {kubernetesFacts} from '../../src/plan/kubernetes-versions.js'

describe('what changes with the Kubernetes version', () => {
  it('is kubeadm’s API and its field for the keys: v1beta4 and ECDSA from 1.31 on', () => {
    for (const version of ['v1.29.9', 'v1.30.4', 'v1.30.14']) assert.deepEqual(kubeadm(version), ['v1beta3', false], version)
    for (const version of ['v1.31.0-rc.1', 'v1.31.0', 'v1.37.2', 'v1.38.0']) assert.deepEqual(kubeadm(version), ['v1beta4', true], version)
  })

  it('is kubelet’s leave to run on cgroup v1, which it asks for from 1.35 on', () => {
    for (const version of ['v1.31.0', 'v1.34.4']) assert.equal(kubernetesFacts(version).failCgroupV1Field, false, version)
    for (const version of ['v1.35.0-alpha.1', 'v1.35.4', 'v1.37.2']) assert.equal(kubernetesFacts(version).failCgroupV1Field, true, version)
  })

  it('is known of every version that nodes can be made for', () => {
    for (const version of kubernetesVersions) assert.equal(kubernetesFacts(version).version, version)
  })

  it('is an error for what is no version', () => {
    for (const version of ['1.31', 'latest', '']) assert.throws(() => kubernetesFacts(version), {code: 'E_VERSION_UNKNOWN', exit: 2}, version)
  })
})

function kubeadm(version: string): [string, boolean] {
  const {kubeadmApi, encryptionAlgorithmField} = kubernetesFacts(version)
  return [kubeadmApi, encryptionAlgorithmField]
}
