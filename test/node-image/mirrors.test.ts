import assert from 'node:assert/strict'
import {mirrorsFrom, registryFiles} from '../../src/node-image/mirrors.js'

describe('mirrors', () => {
  it('are what flags say, before the environment', () => {
    const env = {KINA_MIRRORS: 'kubernetes=https://a.example/k8s, github=https://a.example/github  registry.k8s.io=http://a.example:5000'}
    assert.deepEqual(mirrorsFrom(['github=http://b.example'], env), {kubernetes: 'https://a.example/k8s', github: 'http://b.example', 'registry.k8s.io': 'http://a.example:5000'})
    assert.deepEqual(mirrorsFrom([], {}), {})
  })

  it('have names that are known and URLs of web servers; the error says where it stands', () => {
    for (const wrong of ['gitlab=https://a.example', 'github', 'github=ftp://a.example', 'github=https://', '=https://a.example', 'github=https://a b']) {
      assert.throws(() => mirrorsFrom([wrong], {}), {code: 'E_CONFIG_INVALID', exit: 2, message: /^--mirror .*: wanted is NAME=URL, where NAME is one of kubernetes, github, registry\.k8s\.io\.$/})
    }
    assert.throws(() => mirrorsFrom([], {KINA_MIRRORS: 'x=y'}), {message: /^KINA_MIRRORS x=y: /})
  })

  it('of registries become files for containerd, without a way back to upstream', () => {
    assert.deepEqual(registryFiles({github: 'https://a.example'}), [])
    assert.deepEqual(registryFiles({'registry.k8s.io': 'http://a.example:5000'}), [
      {
        path: '/etc/containerd/certs.d/registry.k8s.io/hosts.toml',
        text: 'server = "http://a.example:5000"\ncapabilities = ["pull", "resolve"]\n\n[host."http://a.example:5000"]\n  capabilities = ["pull", "resolve"]\n',
      },
    ])
    const [file] = registryFiles({'registry.k8s.io': 'https://a.example/v2/k8s-proxy'})
    assert.equal(String(file?.text).match(/override_path = true/g)?.length, 2)
  })
})
