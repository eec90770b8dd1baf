import assert from 'node:assert/strict'
import {nearest} from '../../src/config/nearest.js'
import {fieldName} from '../../src/config/problem.js'

describe('nearest', () => {
  it('finds the closest word', () => {
    assert.equal(nearest('workes', ['nodes', 'workers']), 'workers')
    assert.equal(nearest('kubeadmConfigPatchesJson6902', ['kubeadmConfigPatches', 'kubeadmConfigPatchesJSON6902']), 'kubeadmConfigPatchesJSON6902')
    assert.equal(nearest('rolle', ['role', 'labels']), 'role')
  })

  it('finds nothing among strangers', () => {
    assert.equal(nearest('load-balancer', ['control-plane', 'worker']), undefined)
    assert.equal(nearest('x', []), undefined)
  })
})

describe('fieldName', () => {
  it('reads like the file', () => {
    assert.equal(fieldName(['nodes', 0, 'labels', 'a.b/c']), 'nodes[0].labels["a.b/c"]')
    assert.equal(fieldName([]), '')
  })
})
