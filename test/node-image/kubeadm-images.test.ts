import assert from 'node:assert/strict'
import type {Node} from '../../src/contract/index.js'
import {imagesOfKubeadm, versionsNamed} from '../../src/node-image/kubeadm-images.js'
import {kubernetesImages} from '../../src/node-image/kubernetes-images.js'
import {nodeVersions} from '../../src/node-image/versions.js'

describe('images that kubeadm names', () => {
  const refs = (version: string) => kubernetesImages(version).map(({ref}) => ref)

  it('are asked of the node, for its version', async () => {
    const asked: string[] = []
    assert.deepEqual(await imagesOfKubeadm(naming(refs('v1.31.0'), asked), 'v1.31.0'), refs('v1.31.0'))
    assert.deepEqual(asked, ['kubeadm config images list --kubernetes-version v1.31.0'])
  })

  it('change nothing where versions.json knows them, in whatever order', () => {
    assert.deepEqual(versionsNamed(nodeVersions('v1.31.0'), refs('v1.31.0').toReversed()), nodeVersions('v1.31.0'))
  })

  it('decide what else is built for an unknown patch', () => {
    const other = refs('v1.31.14').map((ref) => ref.replace(/etcd:.*/, 'etcd:3.5.24-0').replace(/coredns:.*/, 'coredns:v1.11.3'))
    const {components, images} = versionsNamed(nodeVersions('v1.31.14'), other)
    assert.deepEqual(Object.values(images), other)
    const built = new Map(components.map(({name, version}) => [name, version.modules]))
    assert.deepEqual(['kubernetes', 'etcd', 'coredns', 'runc'].map((name) => built.get(name)), ['v1.31.14', 'v3.5.24', 'v1.11.3', 'v1.1.12'])
  })

  it('are an error where kina does not know what is in one', () => {
    assert.throws(() => versionsNamed(nodeVersions('v1.31.0'), [...refs('v1.31.0'), 'registry.k8s.io/kube-other:v1.31.0']), {
      code: 'E_IMAGE_BUILD',
      message: /^kubeadm of Kubernetes v1\.31\.0 names registry\.k8s\.io\/kube-other:v1\.31\.0,/,
    })
  })
})

/** A node whose kubeadm prints these. */
function naming(refs: readonly string[], asked: string[]): Node {
  const exec = async (argv: readonly string[]) => {
    asked.push(argv.join(' '))
    return {exitCode: 0, stdout: `${refs.join('\n')}\n`, stderr: ''}
  }
  return {exec} as unknown as Node
}
