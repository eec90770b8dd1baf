import assert from 'node:assert/strict'
import type {Node} from '../../src/contract/index.js'
import {refusals, refused, type Target} from '../../src/upgrade/refusals.js'
import type {Member, Standing} from '../../src/upgrade/standing.js'

const KNOWN = ['v1.37.2', 'v1.36.3', 'v1.35.4', 'v1.31.0']

describe('what stands against an upgrade', () => {
  it('is nothing for the next minor version, another patch, or the one that an earlier try was about', () => {
    assert.deepEqual(reasons({api: 'v1.36.3'}, 'v1.37.2'), [])
    assert.deepEqual(reasons({api: 'v1.37.0'}, 'v1.37.2'), [])
    assert.deepEqual(reasons({api: 'v1.37.2', worker: {kubelet: 'v1.36.3'}}, 'v1.37.2'), [])
    assert.deepEqual(reasons({api: 'v1.37.2'}, 'v1.37.2'), [])
  })

  it('is a minor version that would be left out, by the oldest kubelet, with what has to come first', () => {
    assert.deepEqual(refusals(standing({api: 'v1.36.3', worker: {kubelet: 'v1.35.4'}}), target('v1.37.2')), [
      {reason: 'From v1.35.4 to v1.37.2 there is more than one minor version: 1.36 has to come between.', next: 'kina cluster upgrade dev --kubernetes v1.36.3'},
    ])
    assert.match(refusals(standing({api: 'v1.31.0'}), target('v1.34.4'))[0]!.next, /^kina knows no Kubernetes 1\.32: /)
  })

  it('is a way back, by the newest of all', () => {
    assert.deepEqual(reasons({api: 'v1.37.2', worker: {kubelet: 'v1.36.3'}}, 'v1.37.1'), ['It has v1.37.2 already: Kubernetes does not go back to v1.37.1.'])
  })

  it('is a node that is not Ready, not known, or not of kina’s image', () => {
    assert.deepEqual(reasons({api: 'v1.36.3', worker: {ready: false}}, 'v1.37.2'), ['dev-worker is not Ready.'])
    assert.deepEqual(reasons({api: 'v1.36.3', worker: {kubelet: undefined}}, 'v1.37.2'), ['dev-worker is no node of the cluster for its API.'])
    assert.deepEqual(reasons({api: 'v1.36.3', worker: {own: false}}, 'v1.37.2'), ['dev-worker is of the image kina/node:v1.36.3, which kina did not build.'])
  })

  it('is a containerd that the new kubelet refuses, since a node keeps its own', () => {
    assert.deepEqual(reasons({api: 'v1.35.4', worker: {containerd: '1.7.18'}}, 'v1.36.3'), ['dev-worker has containerd 1.7.18, which stays, and Kubernetes v1.36.3 needs 2.0.0.'])
    assert.deepEqual(reasons({api: 'v1.34.4', worker: {containerd: '1.7.18'}}, 'v1.35.4'), [])
  })

  it('is an image that is not there, with the command that builds it, or that is of another version', () => {
    assert.deepEqual(refusals(standing({api: 'v1.36.3'}), {...target('v1.37.2'), image: null}), [
      {reason: 'The image kina/node:v1.37.2 is not in the store of fake: new programs and images come from it.', next: 'kina image build --kubernetes v1.37.2 --runtime fake'},
    ])
    assert.deepEqual(refusals(standing({api: 'v1.36.3'}), {...target('v1.37.2'), image: {kubernetes: 'v1.30.0'}}).map(({reason}) => reason), ['The image kina/node:v1.37.2 has Kubernetes v1.30.0.'])
  })

  it('is all of it at once, each remedy once, with nothing touched', () => {
    const all = refusals(standing({api: 'v1.34.4', worker: {ready: false, own: false}}), {...target('v1.37.2'), image: null})
    const {code, exit, message, next} = refused(target('v1.37.2'), all)
    assert.deepEqual([code, exit, message.split('\n').length], ['E_UPGRADE_REFUSED', 2, 1 + all.length])
    assert.equal(all.length, 4)
    assert.deepEqual(next, ['kina cluster upgrade dev --kubernetes v1.35.4', 'kina cluster start dev', 'kina cluster create OTHER --kubernetes v1.37.2', 'kina image build --kubernetes v1.37.2 --runtime fake'])
  })
})

function reasons(given: Parameters<typeof standing>[0], version: string): string[] {
  return refusals(standing(given), target(version)).map(({reason}) => reason)
}

function target(version: string): Target {
  return {name: 'dev', version, ref: `kina/node:${version}`, image: {kubernetes: version}, runtime: 'fake', known: KNOWN}
}

/** A control plane that is as its API says, and a worker. */
function standing({api, worker = {}}: {api: string; worker?: {[K in keyof Member]?: Member[K] | undefined}}): Standing {
  const member = (name: string): Member => ({node: {name, image: 'kina/node:v1.36.3'} as Node, kubelet: api, containerd: '2.4.2', ready: true, takesPods: true, own: true})
  return {api, members: [member('dev-control-plane'), {...member('dev-worker'), ...worker} as Member]}
}
