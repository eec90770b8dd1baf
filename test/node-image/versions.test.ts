import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {kubernetesImages} from '../../src/node-image/kubernetes-images.js'
import {fill} from '../../src/node-image/recipes.js'
import {kubernetesVersions, nodeImageDirectory, nodeVersions, versionsFile} from '../../src/node-image/versions.js'

describe('versions.json', () => {
  for (const kubernetes of kubernetesVersions) {
    for (const {name, version, node, release, modules} of nodeVersions(kubernetes).components) {
      describe(`${name} of Kubernetes ${kubernetes}`, () => {
        it('has locked modules of its version', async () => {
          const directory = join(nodeImageDirectory, fill(modules.directory, version.modules))
          const [goMod, goSum] = await Promise.all(['go.mod', 'go.sum'].map((file) => readFile(join(directory, file), 'utf8')))
          assert.match(goMod ?? '', new RegExp(` ${version.modules.replaceAll('.', '\\.')}$`, 'm'))
          assert.match(goSum ?? '', new RegExp(` ${version.modules.replaceAll('.', '\\.')} h1:`))
        })

        it('builds its programs from what is locked', async () => {
          const goMod = await readFile(join(nodeImageDirectory, fill(modules.directory, version.modules), 'go.mod'), 'utf8')
          const required = [...goMod.matchAll(/^\t(\S+) v\S+$/gm)].map(([, path]) => path ?? '')
          for (const path of Object.values(modules.packages).map((template) => fill(template, version.modules))) {
            assert.ok(required.some((module) => path === module || path.startsWith(`${module}/`)), `${path} is in none of ${required.join(', ')}`)
          }
        })

        it('gives a node the same programs in every way', () => {
          const fromRelease = release?.files.flatMap(({program, members}) => program ?? Object.keys(members ?? {})) ?? []
          for (const program of node?.programs ?? []) {
            assert.ok(program in modules.packages, `${program} is not built`)
            assert.ok(fromRelease.includes(program), `${program} is not downloaded`)
          }
        })

        it('has templates that can be filled', () => {
          const values = {base: 'https://mirror.example', arch: 'arm64', url: 'https://mirror.example/file', buildDate: versionsFile.buildDate}
          for (const file of release?.files ?? []) {
            assert.ok(URL.canParse(fill(file.url, version.release, values)))
            assert.ok(URL.canParse(fill(file.checksum, version.release, values)))
          }
          for (const template of [...(modules.ldflags ?? []), ...Object.values(modules.packages)]) assert.doesNotMatch(fill(template, version.modules, values), /[{}]/)
          if (release !== undefined) assert.ok(URL.canParse(versionsFile.mirrors[release.mirror] ?? ''))
        })
      })
    }

    it(`names every image of Kubernetes ${kubernetes} with a tag`, () => {
      for (const {ref} of kubernetesImages(kubernetes)) assert.match(ref, /^registry\.k8s\.io\/[\w./-]+:[\w.-]+$/)
    })
  }
})

describe('versions of a node', () => {
  it('are found with and without v, and by minor version', () => {
    for (const wanted of ['v1.31.0', '1.31.0', '1.31', 'v1.31']) assert.equal(nodeVersions(wanted).kubernetes, 'v1.31.0')
    for (const wanted of ['v1.37.2', '1.37']) assert.equal(nodeVersions(wanted).kubernetes, 'v1.37.2')
  })

  it('take the newest known patch of a minor version', () => {
    for (const known of kubernetesVersions) {
      const minor = known.split('.').slice(0, 2).join('.')
      assert.equal(nodeVersions(minor).kubernetes, kubernetesVersions.find((other) => other.startsWith(`${minor}.`)))
    }
  })

  it('of an unknown patch are those of its neighbour, but for Kubernetes itself', () => {
    const [known, unknown] = [nodeVersions('v1.31.0'), nodeVersions('1.31.7')]
    assert.deepEqual([unknown.kubernetes, unknown.like, known.like], ['v1.31.7', 'v1.31.0', undefined])
    for (const [index, {name, version}] of unknown.components.entries()) {
      assert.deepEqual(version, name === 'kubernetes' ? {release: 'v1.31.7', modules: 'v1.31.7'} : known.components[index]?.version)
    }
    assert.equal(unknown.images['kube-proxy'], 'registry.k8s.io/kube-proxy:v1.31.7')
    assert.equal(unknown.images['etcd'], known.images['etcd'])
  })

  it('of an unknown patch older than all that are known are those of the oldest', () => {
    assert.deepEqual([nodeVersions('v1.37.0').kubernetes, nodeVersions('v1.37.0').like], ['v1.37.0', 'v1.37.2'])
    assert.equal(nodeVersions('v1.37.0-rc.1').like, 'v1.37.2')
  })

  it('are an error for another minor version and for what is no version, naming those with one', () => {
    for (const wanted of ['v1.3', 'v1.30.4', 'v1.38.0', '2', '', 'latest', '1.31.0.1', 'v1.31.01', '../v1.31.0']) {
      assert.throws(() => nodeVersions(wanted), {code: 'E_VERSION_UNKNOWN', exit: 2, next: ['Use one of: v1.37.2, v1.36.3, v1.35.4, v1.34.4, v1.31.0, or another patch version of 1.37, 1.36, 1.35, 1.34, 1.31.']}, wanted)
    }
  })
})
