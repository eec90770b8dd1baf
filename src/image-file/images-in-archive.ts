import {type Survey, type Surveyed} from './archive-survey.js'
import {layersOf, type Layer, type Manifest} from './manifest.js'

/** One image of an archive, every part of which is there and has the digest it should have. */
export interface ImageInArchive {
  /** As the archive has them. */
  readonly names: readonly string[]
  readonly architecture: string
  readonly labels: Readonly<Record<string, string>>
  readonly config: Surveyed
  /** Absent in a docker-archive. */
  readonly manifest?: Surveyed
  /** Lowest first. */
  readonly layers: readonly Layer[]
}

interface Descriptor {
  readonly mediaType?: string
  readonly digest: string
  readonly size?: number
  readonly platform?: {readonly architecture: string; readonly os: string}
  readonly annotations?: Readonly<Record<string, string>>
}

/** In the `manifest.json` of a docker-archive. */
interface ListedImage {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

/**
 * The images of an OCI layout, a docker-archive, or both in one. Of an image for several architectures the one for `prefer` is taken, if it
 * is there. Throws an Error that says what is missing or wrong.
 */
export function imagesInArchive(survey: Survey, prefer: string): ImageInArchive[] {
  const listed = survey.has('manifest.json') ? (documentOf(survey, 'manifest.json') as ListedImage[]) : undefined
  if (survey.has('index.json')) return fromLayout(survey, listed ?? [], prefer)
  if (listed) return listed.map((image) => fromList(survey, image))
  const names = [...survey.keys()]
  throw new Error(names.length === 0 ? 'it has no files' : `it has neither index.json nor manifest.json, but ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`)
}

function fromLayout(survey: Survey, listed: readonly ListedImage[], prefer: string): ImageInArchive[] {
  const {manifests = []} = documentOf(survey, 'index.json') as {manifests?: readonly Descriptor[]}
  return manifests.map((named) => {
    const manifest = manifestOf(survey, named, prefer)
    const document = JSON.parse(manifest.text ?? '') as Manifest
    const config = blob(survey, document.config)
    const tagged = listed.find((image) => survey.get(image.Config)?.digest === config.digest)
    return {...describe(config), names: tagged?.RepoTags ?? nameOf(named), manifest, layers: layersOf(config, document.layers.map((layer) => blob(survey, layer)), document)}
  })
}

/** An index may name an index for each image, and that may name platforms whose content was not saved. */
function manifestOf(survey: Survey, named: Descriptor, prefer: string): Surveyed {
  const document = blob(survey, named)
  const {manifests} = JSON.parse(document.text ?? '{}') as {manifests?: readonly Descriptor[]}
  if (manifests === undefined) return document
  const there = manifests.filter((one) => survey.has(blobName(one)) && one.platform?.os !== 'unknown')
  const next = there.find(({platform}) => platform?.architecture === prefer) ?? there[0]
  if (!next) throw new Error(`it has nothing of what ${named.digest} names`)
  return manifestOf(survey, next, prefer)
}

function fromList(survey: Survey, {Config, RepoTags, Layers}: ListedImage): ImageInArchive {
  const config = fileOf(survey, Config)
  // The name of the file is its sum, with `.json` or below blobs/sha256.
  const sum = /([0-9a-f]{64})(\.json)?$/.exec(Config)?.[1]
  if (sum !== undefined && sum !== config.digest) throw damaged(Config, sum, config)
  return {...describe(config), names: RepoTags ?? [], layers: layersOf(config, Layers.map((name) => fileOf(survey, name)))}
}

function describe(config: Surveyed): Pick<ImageInArchive, 'architecture' | 'labels' | 'config'> {
  const {architecture, config: {Labels} = {}} = JSON.parse(config.text ?? '{}') as {architecture?: string; config?: {Labels?: Record<string, string> | null}}
  if (architecture === undefined) throw new Error(`${config.name} is not the configuration of an image`)
  return {architecture, labels: Labels ?? {}, config}
}

function nameOf({annotations = {}}: Descriptor): readonly string[] {
  const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name']
  return name?.includes('/') ? [name] : []
}

function blob(survey: Survey, {digest, size}: Descriptor): Surveyed {
  const file = fileOf(survey, blobName({digest}))
  if (`sha256:${file.digest}` !== digest || (size !== undefined && size !== file.size)) throw damaged(file.name, digest, file)
  return file
}

function blobName({digest}: {readonly digest: string}): string {
  return `blobs/${digest.replace(':', '/')}`
}

function fileOf(survey: Survey, name: string): Surveyed {
  const file = survey.get(name)
  if (!file) throw new Error(`${name} is missing in it`)
  return file
}

function documentOf(survey: Survey, name: string): unknown {
  return JSON.parse(fileOf(survey, name).text ?? '')
}

function damaged(name: string, wanted: string, {digest, size}: Surveyed): Error {
  return new Error(`${name} in it should have the SHA-256 sum ${wanted.replace('sha256:', '')}, and has ${digest} (${size} bytes)`)
}
