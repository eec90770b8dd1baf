import assert from 'node:assert/strict'
import {Spec, Validation} from '@cyclonedx/cyclonedx-library'
import {parseContents} from '../../src/node-image/contents.js'
import {readGoBuildInfo} from '../../src/node-image/go-build-info.js'
import {packagesDigest, sbom} from '../../src/node-image/sbom.js'

const STATUS = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nSource: bash (5.2)\nVersion: 5.2.15-2+b8\n'
const SUBJECT = {ref: 'kina/node:v1.37.2', kubernetes: 'v1.37.2', arch: 'amd64', inputs: '0123456789abcdef', date: '2024-08-13T00:00:00Z'}
const MODULES = [
  'path\tk8s.io/kubernetes/cmd/kubelet',
  'mod\tkina.invalid/kubernetes\t(devel)\t',
  'dep\tk8s.io/kubernetes\tv1.37.2\th1:kube=',
  'dep\tk8s.io/api\tv0.0.0\t',
  '=>\tk8s.io/api\tv0.37.2\th1:api=',
  'build\t-trimpath=true',
  '',
].join('\n')

describe('bill of materials', () => {
  const lines = [
    `packages\tnode\t${base64(STATUS)}`,
    `program\tnode\t/usr/bin/kubelet\t${'a'.repeat(64)}\t${buildInfo('go1.26.1', MODULES).toString('base64')}`,
    `image\tregistry.k8s.io/kube-proxy:v1.37.2\tsha256:${'b'.repeat(64)}`,
    `packages\tregistry.k8s.io/kube-proxy:v1.37.2\t${base64(STATUS)}`,
    `image\tregistry.k8s.io/pause:3.10.2\tsha256:${'c'.repeat(64)}`,
    `program\tregistry.k8s.io/pause:3.10.2\t/pause\t${'d'.repeat(64)}\t`,
    '',
  ].join('\n')
  const contents = parseContents(lines)
  const document = JSON.parse(sbom(SUBJECT, contents)) as {components: {name: string; version?: string; 'bom-ref': string}[]; dependencies: {ref: string; dependsOn: string[]}[]}

  it('reads what Go wrote into a program, with replaced modules in their place', () => {
    const info = readGoBuildInfo(buildInfo('go1.26.1', MODULES))
    assert.deepEqual([info?.go, info?.path], ['go1.26.1', 'k8s.io/kubernetes/cmd/kubelet'])
    assert.deepEqual(info?.modules.map(({path, version}) => `${path}@${version}`), ['kina.invalid/kubernetes@(devel)', 'k8s.io/kubernetes@v1.37.2', 'k8s.io/api@v0.37.2'])
    assert.equal(readGoBuildInfo(Buffer.alloc(0)), null)
    assert.equal(readGoBuildInfo(Buffer.from('\x7fELF and no Go at all')), null)
  })

  it('is CycloneDX 1.6 by its schema', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
    assert.equal(await validator.validate(sbom(SUBJECT, contents)), null)
    assert.notEqual(await validator.validate(sbom(SUBJECT, contents).replace('"container"', '"vessel"')), null)
  })

  it('has every part once, with its version, and what is in what', () => {
    assert.deepEqual(document.components.map(({name, version}) => `${name} ${version ?? ''}`).sort(), [
      'bash 5.2.15-2+b8', 'k8s.io/api v0.37.2', 'k8s.io/kubernetes v1.37.2', 'kubelet v1.37.2', 'pause ', 'registry.k8s.io/kube-proxy v1.37.2', 'registry.k8s.io/pause 3.10.2',
    ])
    const parts = (ref: string) => document.dependencies.find((one) => one.ref === ref)?.dependsOn
    assert.deepEqual(parts('node'), ['image:registry.k8s.io/kube-proxy:v1.37.2', 'image:registry.k8s.io/pause:3.10.2', 'pkg:deb/debian/bash@5.2.15-2%2Bb8?arch=amd64', 'program:node:/usr/bin/kubelet'])
    assert.deepEqual(parts('program:node:/usr/bin/kubelet'), ['pkg:golang/k8s.io/api@v0.37.2', 'pkg:golang/k8s.io/kubernetes@v1.37.2'])
    assert.deepEqual(parts('image:registry.k8s.io/kube-proxy:v1.37.2'), ['pkg:deb/debian/bash@5.2.15-2%2Bb8?arch=amd64'])
  })

  it('is the same for the same contents, in whatever order they were found', () => {
    assert.equal(sbom(SUBJECT, [contents[0]!, ...contents.slice(1).reverse()]), sbom(SUBJECT, contents))
  })

  it('has a digest of packages that changes with a version alone', () => {
    const newer = parseContents(lines.replaceAll(base64(STATUS), base64(STATUS.replace('+b8', '+b9'))))
    assert.notEqual(packagesDigest(newer), packagesDigest(contents))
    assert.equal(packagesDigest(parseContents(lines.replaceAll('a'.repeat(64), 'e'.repeat(64)))), packagesDigest(contents))
  })
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** As Go's linker writes it since 1.18: mark, size of a pointer, flags, and two texts with their lengths. */
function buildInfo(go: string, modules: string): Buffer {
  const header = Buffer.alloc(32)
  header.write('\xff Go buildinf:', 'latin1')
  header[14] = 8
  header[15] = 2
  const text = (content: Buffer) => Buffer.concat([Buffer.from([(content.length & 0x7f) | 0x80, content.length >> 7]), content])
  const frame = Buffer.alloc(16, 0x30)
  return Buffer.concat([header, text(Buffer.from(go)), text(Buffer.concat([frame, Buffer.from(modules), frame])), Buffer.alloc(100, 0xff)])
}
