import assert from 'node:assert/strict'
import type {Node} from '../../src/contract/index.js'
import {imagesOfKubeadm} from '../../src/node-image/kubeadm-images.js'
import {kubernetesImages} from '../../src/node-image/kubernetes-images.js'

describe('images that kubeadm names', () => {
  const known = (version: string) => kubernetesImages(version).map(({ref}) => ref)

  it('are asked of the node, for its version', async () => {
    const asked: string[] = []
    const named = await imagesOfKubeadm(naming(known('v1.31.0'), asked), {kubernetes: 'v1.31.0', source: 'modules'})
    assert.deepEqual(named, known('v1.31.0'))
    assert.deepEqual(asked, ['kubeadm config images list --kubernetes-version v1.31.0'])
  })

  it('are pulled, with the sandbox image that containerd was told of', async () => {
    const other = known('v1.31.9').map((ref) => ref.replace(/etcd:.*/, 'etcd:3.5.24-0').replace(/pause:.*/, 'pause:3.99'))
    const pulled = await imagesOfKubeadm(naming(other), {kubernetes: 'v1.31.9', source: 'release'})
    assert.deepEqual(pulled, [...other, 'registry.k8s.io/pause:3.10'])
  })

  it('are an error where they cannot be made', async () => {
    const other = known('v1.31.9').map((ref) => ref.replace(/etcd:.*/, 'etcd:3.5.24-0'))
    await assert.rejects(imagesOfKubeadm(naming(other), {kubernetes: 'v1.31.9', source: 'modules'}), {
      code: 'E_IMAGE_BUILD',
      message: /^kubeadm of Kubernetes v1\.31\.9 names registry\.k8s\.io\/etcd:3\.5\.24-0, but what can be built from Go modules is .*etcd:3\.5\.15-0/,
      next: ['kina image build --kubernetes v1.31.9 --source release'],
    })
  })
})

/** A node whose kubeadm prints these. */
function naming(refs: readonly string[], asked: string[] = []): Node {
  const exec = async (argv: readonly string[]) => {
    asked.push(argv.join(' '))
    return {exitCode: 0, stdout: `${refs.join('\n')}\n`, stderr: ''}
  }
  return {exec} as unknown as Node
}
