import {pack} from 'tar-stream'
import {digestOf} from './nothing/layouts.ts'

/** A tar with an image of one small layer; `layout: false`: what docker saved before it knew of OCI layouts. */
export async function archive(reference: string, {labels = {}, layout = true, member}: {readonly labels?: Readonly<Record<string, string>>; readonly layout?: boolean; readonly member?: string} = {}): Promise<Buffer> {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const layer = Buffer.alloc(1024)
  const config = JSON.stringify({architecture, os: 'linux', created: '2026-05-01T00:00:00Z', config: {Cmd: ['/sbin/init'], Labels: labels, ExposedPorts: {'80/tcp': {}}}, rootfs: {type: 'layers', diff_ids: [digestOf(layer)]}})
  const described = (mediaType: string, content: string | Buffer) => ({mediaType, digest: digestOf(content), size: Buffer.byteLength(content)})
  const manifest = JSON.stringify({schemaVersion: 2, mediaType: MANIFEST, config: described('application/vnd.oci.image.config.v1+json', config), layers: [described('application/vnd.oci.image.layer.v1.tar', layer)]})
  const index = JSON.stringify({schemaVersion: 2, manifests: [{...described(MANIFEST, manifest), annotations: {'org.opencontainers.image.ref.name': reference}}]})
  const tar = pack()
  if (layout) tar.entry({name: 'oci-layout'}, JSON.stringify({imageLayoutVersion: '1.0.0'}))
  tar.entry({name: layout ? 'index.json' : 'manifest.json'}, index)
  for (const blob of [config, manifest, layer]) tar.entry({name: `blobs/${digestOf(blob).replace(':', '/')}`}, blob)
  if (member !== undefined) tar.entry({name: member}, '')
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
