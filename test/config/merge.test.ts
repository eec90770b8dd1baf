import assert from 'node:assert/strict'
import type {ClusterConfig} from '../../src/config/cluster-config.js'
import {emptyConfig, mergeFlags} from '../../src/config/merge.js'
import {KinaError} from '../../src/errors.js'

const patches = {merge: [], json6902: []}
const node = {role: 'control-plane', labels: {}, mounts: [], ports: [], kubeadmPatches: patches} as const
const file: ClusterConfig = {
  ...emptyConfig,
  name: 'file',
  runtime: 'podman',
  runtimeOptions: {a: 1, b: 1},
  cni: 'ptp',
  cniOptions: {mtu: 1},
}

const refuses = (config: ClusterConfig, flags: Parameters<typeof mergeFlags>[1], words: RegExp) =>
  assert.throws(
    () => mergeFlags(config, flags),
    (error: unknown) => {
      assert.ok(error instanceof KinaError)
      assert.deepEqual([error.code, error.exit], ['E_CONFIG_INVALID', 2])
      assert.match(`${error.message}\n${error.detail}`, words)
      return true
    },
  )

describe('mergeFlags', () => {
  it('changes nothing without flags', () => {
    assert.deepEqual(mergeFlags(file, {}), file)
    assert.deepEqual(mergeFlags(file, {name: undefined}), file)
  })

  it('lets flags win', () => {
    const merged = mergeFlags(file, {name: 'flag', kubernetes: 'v1.31.2', wait: '1m30s', workers: 2})
    assert.deepEqual(merged, {...file, name: 'flag', kubernetesVersion: 'v1.31.2', waitSeconds: 90, workers: 2})
  })

  it('takes numbers of nodes, unless the file lists them', () => {
    const merged = mergeFlags(emptyConfig, {controlPlanes: 3, workers: 1})
    assert.deepEqual([merged.controlPlanes, merged.workers], [3, 1])
    refuses({...emptyConfig, nodes: [node]}, {controlPlanes: 3}, /--control-planes: the config file lists its nodes/)
    refuses(emptyConfig, {controlPlanes: 0}, /--control-planes: 0 is not a number of control planes/)
    refuses({...emptyConfig, networking: {podCidr: '10.244.0.0/24'}}, {controlPlanes: 2}, /--control-planes: the pods' CIDR .* has room for 1 node, and 2 are wanted/)
  })

  it('keeps options of a file only for the provider they were written for', () => {
    assert.deepEqual(mergeFlags(file, {runtime: 'podman', runtimeOptions: {b: 2}}).runtimeOptions, {a: 1, b: 2})
    assert.deepEqual(mergeFlags(file, {runtime: 'docker', runtimeOptions: {c: 3}}).runtimeOptions, {c: 3})
    assert.equal('cniOptions' in mergeFlags(file, {cni: 'flannel'}), false)
  })

  it('reads --cni none as no CNI', () => {
    const merged = mergeFlags(file, {cni: 'none'})
    assert.equal(merged.cni, null)
    assert.equal('cniOptions' in merged, false)
    refuses(file, {cni: 'none', cniOptions: {mtu: 2}}, /no CNI is to be installed/)
    refuses({...file, cni: null}, {cniOptions: {mtu: 2}}, /no CNI is to be installed/)
  })

  it('gives every node the kernel of the flag', () => {
    const merged = mergeFlags({...emptyConfig, kernel: '/other', nodes: [{...node, kernel: '/third'}, node]}, {kernel: '/mine'})
    assert.deepEqual(merged, {...emptyConfig, kernel: '/mine', nodes: [node, node]})
  })

  it('gives every node the image of the flag', () => {
    const merged = mergeFlags({...emptyConfig, nodes: [{...node, image: 'other'}]}, {image: 'kina/node:mine'})
    assert.deepEqual(merged, {...emptyConfig, image: 'kina/node:mine', nodes: [node]})
  })

  it('refuses --workers when the file lists nodes or the pods have no room', () => {
    refuses({...emptyConfig, nodes: [node]}, {workers: 1}, /lists its nodes/)
    refuses({...emptyConfig, networking: {podCidr: '10.0.0.0/23'}}, {workers: 2}, /room for 2 nodes, and 3 are wanted/)
  })

  it('checks what was typed, all at once', () => {
    const all = {name: 'A', image: 'B', kubernetes: '1.31', wait: '5', workers: -1}
    refuses(emptyConfig, all, /^5 problems with the flags\nNAME: "A" is not a cluster name/)
    refuses(emptyConfig, {wait: '5 minutes'}, /^--wait: "5 minutes" is not a duration/)
  })
})
