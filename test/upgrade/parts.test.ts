import assert from 'node:assert/strict'
import {withCgroupV1, withAddons} from '../../src/upgrade/before.js'
import {canMove} from '../../src/upgrade/drain.js'
import {readPlan} from '../../src/upgrade/kubeadm-plan.js'
import {parentsFirst} from '../../src/upgrade/parts.js'

describe('parts of an upgrade', () => {
  it('layers come after the ones they lie on', () => {
    const layers = [{key: 'c', parent: 'b'}, {key: 'x', parent: 'there already'}, {key: 'b', parent: 'a'}, {key: 'a'}]
    assert.deepEqual(parentsFirst(layers).map(({key}) => key), ['a', 'b', 'c', 'x'])
  })

  it('pods move that somebody makes anew and that keep nothing on their node', () => {
    const pod = (kind: string | null, ...volumes: Record<string, unknown>[]) =>
      canMove({metadata: {namespace: 'default', name: 'p', uid: '1', ...(kind !== null && {ownerReferences: [{controller: true, kind}]})}, spec: {volumes}})
    assert.deepEqual([pod('ReplicaSet'), pod('StatefulSet', {name: 'token', projected: {}}, {name: 'c', configMap: {}})], [true, true])
    assert.deepEqual([pod(null), pod('DaemonSet'), pod('Node')], [false, false, false])
    for (const kept of ['emptyDir', 'hostPath', 'persistentVolumeClaim', 'ephemeral', 'csi']) assert.equal(pod('ReplicaSet', {name: 'v', [kept]: {}}), false, kept)
  })

  it('kubelet’s configuration gets its leave to run on cgroup v1, unless it says something about that', () => {
    assert.equal(withCgroupV1('cgroupRoot: /kubelet\n'), 'cgroupRoot: /kubelet\nfailCgroupV1: false\n')
    assert.equal(withCgroupV1('failCgroupV1: true\n'), null)
  })

  it('kubeadm takes over the addons that are there, with what was said of them', () => {
    const left = 'clusterName: dev\ndns:\n  disabled: true\n  imageTag: v1\nproxy:\n  disabled: true\n'
    assert.equal(withAddons(left, ['dns', 'proxy']), 'clusterName: dev\ndns:\n  imageTag: v1\nproxy: {}\n')
    assert.equal(withAddons(left, ['dns']), 'clusterName: dev\ndns:\n  imageTag: v1\nproxy:\n  disabled: true\n')
    assert.equal(withAddons(left, []), null)
    assert.equal(withAddons('clusterName: dev\ndns: {}\n', ['dns', 'proxy']), null)
  })

  it('kubeadm’s plan is read from its JSON, whatever it says before', () => {
    const components = [
      {name: 'kubelet', currentVersion: 'v1.36.3', newVersion: 'v1.37.2', nodeName: 'dev-worker'},
      {name: 'kube-proxy', currentVersion: '1.36.3', newVersion: 'v1.37.2'},
      {name: 'kubeadm', currentVersion: 'v1.37.2', newVersion: 'v1.37.2'},
    ]
    const configVersions = [{group: 'kubelet.config.k8s.io', currentVersion: 'v1beta1', preferredVersion: 'v1', manualUpgradeRequired: true}, {group: 'kubeproxy.config.k8s.io', currentVersion: 'v1alpha1', preferredVersion: 'v1alpha1', manualUpgradeRequired: false}]
    const said = `[a word]\n${JSON.stringify({availableUpgrades: [{description: 'x', components}], configVersions})}`
    const plan = readPlan(said, true)
    assert.deepEqual(plan, {
      changes: [{component: 'kubelet', node: 'dev-worker', current: 'v1.36.3', target: 'v1.37.2'}, {component: 'kube-proxy', current: '1.36.3', target: 'v1.37.2'}],
      byHand: ['kubelet.config.k8s.io v1beta1 -> v1'],
    })
    assert.deepEqual(readPlan(said, false).changes, plan.changes.slice(0, 1), 'a cluster without kube-proxy')
    assert.deepEqual(readPlan('', true), {changes: [], byHand: []})
  })
})
