import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {command} from '../command.ts'
import {INDEX_TYPE} from './describe.ts'

/** An entry of an index. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: {readonly os: string; readonly architecture: string; readonly variant?: string}
  readonly annotations?: Readonly<Record<string, string>>
}

/** Annotations in which an image's name is looked for, in this order. */
export const NAME_ANNOTATIONS = ['com.apple.containerization.image.name', 'io.containerd.image.name', 'org.opencontainers.image.ref.name'] as const

export async function readIndex(directory: string): Promise<readonly Descriptor[]> {
  return manifestsOf(await readFile(join(directory, 'index.json'), 'utf8'))
}

/** The image manifests that an entry stands for: itself, or those of the index it names, without attestations. */
export async function manifestsUnder(directory: string, entry: Descriptor): Promise<Descriptor[]> {
  if (!/image\.index|manifest\.list/.test(entry.mediaType)) return [entry]
  const below = manifestsOf(await readFile(blobFile(directory, entry.digest), 'utf8'))
  const real = below.filter(({platform, annotations}) => platform?.os !== 'unknown' && annotations?.['vnd.docker.reference.type'] === undefined)
  return (await Promise.all(real.map((one) => manifestsUnder(directory, one)))).flat()
}

export function blobFile(directory: string, digest: string): string {
  return join(directory, 'blobs', ...digest.split(':'))
}

/** One image of a layout as Podman's `dir:` has it: the only form in which it takes an image without wanting to name it. */
export async function podmanDirectory(entry: Descriptor, layout: string, directory: string): Promise<void> {
  const manifest = await readFile(blobFile(layout, entry.digest), 'utf8')
  const {config, layers} = JSON.parse(manifest) as {readonly config: Descriptor; readonly layers: readonly Descriptor[]}
  await mkdir(directory, {recursive: true})
  await Promise.all([writeFile(join(directory, 'version'), 'Directory Transport Version: 1.1\n'), writeFile(join(directory, 'manifest.json'), manifest)])
  for (const digest of new Set([config, ...layers].map((one) => one.digest))) await symlink(blobFile(layout, digest), join(directory, digest.replace('sha256:', '')))
}

export async function writeLayout(directory: string, manifests: readonly Descriptor[]): Promise<void> {
  await writeFile(join(directory, 'oci-layout'), JSON.stringify({imageLayoutVersion: '1.0.0'}))
  await writeFile(join(directory, 'index.json'), JSON.stringify({schemaVersion: 2, mediaType: INDEX_TYPE, manifests}))
}

export async function extractTar(file: string, directory: string): Promise<void> {
  await mkdir(directory, {recursive: true})
  const {code, stderr} = await command('tar', ['--extract', '--file', file, '--directory', directory, '--no-same-owner'])
  if (code !== 0) throw new Error(stderr.trim())
}

function manifestsOf(text: string): readonly Descriptor[] {
  return (JSON.parse(text) as {manifests?: readonly Descriptor[]}).manifests ?? []
}
