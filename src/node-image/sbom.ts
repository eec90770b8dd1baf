import {createHash} from 'node:crypto'
import type {Contents, Program} from './contents.js'
import type {DebianPackage} from './debian-status.js'
import type {GoModule} from './go-build-info.js'

export interface SbomSubject {
  readonly ref: string
  readonly kubernetes: string
  readonly arch: string
  /** Digest of the inputs, as in the image's label. */
  readonly inputs: string
  /** RFC 3339; the same for the same inputs. */
  readonly date: string
}

/** Where an image has it, and in which form: that of CycloneDX 1.6, as JSON. */
export const SBOM_PATH = '/usr/share/kina/sbom.cdx.json'

interface Component {
  readonly type: 'application' | 'container' | 'library'
  readonly 'bom-ref': string
  readonly name: string
  readonly [more: string]: unknown
}

/**
 * The bill of materials of a node image: every Debian package, every program with the Go modules in it, every container image, each once;
 * `dependencies` says what is in what. The same contents give the same bytes. Pure.
 */
export function sbom(subject: SbomSubject, contents: readonly Contents[]): string {
  const components = new Map<string, Component>()
  const within = new Map<string, Set<string>>()
  const add = (parent: string, component: Component) => {
    components.set(component['bom-ref'], component)
    within.set(parent, (within.get(parent) ?? new Set()).add(component['bom-ref']))
    return component['bom-ref']
  }
  const node = nodeComponent(subject)
  for (const {image, packages, programs} of contents) {
    const top = image === null ? node['bom-ref'] : add(node['bom-ref'], imageComponent(image))
    for (const one of packages) add(top, packageComponent(one))
    for (const one of programs) {
      const program = add(top, programComponent(one, image?.ref))
      for (const module of one.build?.modules ?? []) if (module.version !== '(devel)') add(program, moduleComponent(module))
    }
  }
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {timestamp: subject.date, component: node},
    components: [...components.values()].sort((a, b) => compare(a['bom-ref'], b['bom-ref'])),
    dependencies: [...within].map(([ref, parts]) => ({ref, dependsOn: [...parts].sort(compare)})).sort((a, b) => compare(a.ref, b.ref)),
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

/** Digest of the Debian packages by name, version and architecture: what one build can have other than the next from the same recipe. Pure. */
export function packagesDigest(contents: readonly Contents[]): string {
  const lines = contents.flatMap(({packages}) => packages.map(packageUrl))
  return createHash('sha256').update([...new Set(lines)].sort(compare).join('\n')).digest('hex').slice(0, 16)
}

function nodeComponent({ref, kubernetes, arch, inputs}: SbomSubject): Component {
  return {type: 'container', 'bom-ref': 'node', name: ref.replace(/:[^:/]*$/, ''), version: kubernetes, properties: properties({'kina:arch': arch, 'kina:inputs': inputs})}
}

function imageComponent({ref, digest}: {readonly ref: string; readonly digest: string}): Component {
  const [, name = ref, version = ''] = /^(.*):([^:/]*)$/.exec(ref) ?? []
  const [, hash = ''] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? []
  return {type: 'container', 'bom-ref': `image:${ref}`, name, version, ...(hash && {hashes: hashes(hash)})}
}

function packageComponent(one: DebianPackage): Component {
  const purl = packageUrl(one)
  return {type: 'library', 'bom-ref': purl, name: one.name, version: one.version, purl, properties: properties({'kina:debian:source': one.source})}
}

function programComponent({path, sha256, build}: Program, image = 'node'): Component {
  const owner = build?.modules.filter((module) => build.path === module.path || build.path.startsWith(`${module.path}/`)).sort((a, b) => b.path.length - a.path.length)[0]
  const told = {'kina:path': path, ...(build && {'kina:go:package': build.path, 'kina:go:version': build.go})}
  const version = owner === undefined || owner.version === '(devel)' ? {} : {version: owner.version}
  return {type: 'application', 'bom-ref': `program:${image}:${path}`, name: path.replace(/^.*\//, ''), ...version, hashes: hashes(sha256), properties: properties(told)}
}

function moduleComponent({path, version, sum}: GoModule): Component {
  const purl = `pkg:golang/${path.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`
  return {type: 'library', 'bom-ref': purl, name: path, version, purl, ...(sum !== '' && {properties: properties({'kina:go:sum': sum})})}
}

function packageUrl({name, version, arch}: DebianPackage): string {
  return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}`
}

function properties(values: Readonly<Record<string, string>>): readonly unknown[] {
  return Object.entries(values).map(([name, value]) => ({name, value}))
}

function hashes(content: string): readonly unknown[] {
  return [{alg: 'SHA-256', content}]
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
