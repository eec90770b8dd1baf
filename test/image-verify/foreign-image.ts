import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {pack, type Pack} from 'tar-stream'
import {pathsOf} from '../../src/image-verify/foreign/programs.js'
import {wantedSysctls} from '../../src/image-verify/checks/sysctls.js'
import {programOf} from '../../src/image-verify/checks/kubeadm-image.js'
import {nodeVersions} from '../../src/node-image/versions.js'

export const KUBERNETES = 'v1.31.0'
const {components, images} = nodeVersions(KUBERNETES)
const NODE = '/kina/containerd/io.containerd.'
export const WANTED = '/etc/systemd/system/multi-user.target.wants'

/** A file by its content, an executable by its machine, a link by its target. */
export type Entry = string | {readonly machine: number; readonly mode?: number} | {readonly target: string}

/** What has to be in an image of kina's own for machines of a kind. */
export function goodFiles(arch: string, machine: number): Record<string, Entry> {
  return {
    '/kind/version': `${KUBERNETES}\n`,
    ...Object.fromEntries(['/usr/local/bin/entrypoint', '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf', '/kind/product_name', '/kind/manifests', '/etc/machine-id'].map((path) => [path, ''])),
    ...Object.fromEntries(['containerd.service', 'kubelet.service', 'kina-node.service', 'kina-certificates.path', 'kina-endpoints.service', 'kina-load-balancer.service'].map((unit) => [`${WANTED}/${unit}`, {target: `/etc/systemd/system/${unit}`}])),
    '/etc/sysctl.d/99-kina.conf': wantedSysctls().map(({key, value}) => `${key} = ${value}\n`).join(''),
    '/usr/lib/libc.so.6': {machine, mode: 0o644},
    ...Object.fromEntries(components.flatMap(pathsOf).map((path) => [path, {machine}])),
    ...Object.fromEntries(Object.keys(images).map((name, i) => [`${NODE}snapshotter.v1.overlayfs/snapshots/${i}/fs${programOf(name).program}`, {machine}])),
    [`${NODE}metadata.v1.bolt/meta.db`]: `\u0000${Object.values(images).join('\u0000')}`,
    [`${NODE}content.v1.content/blobs/sha256/0123`]: JSON.stringify({architecture: arch, rootfs: {}}),
  }
}

/** What a store gives for an image with these files in two layers, the second of which is compressed. */
export async function archiveOf(architecture: string, files: Readonly<Record<string, Entry>>, form: 'docker-archive' | 'oci' = 'docker-archive'): Promise<Uint8Array> {
  const entries = Object.entries(files)
  const [lower, upper] = [await layer([['/gone', 'x'], ...entries.slice(0, 3)]), gzipSync(await layer([['/.wh.gone', ''], ...entries.slice(3)]))]
  const config = JSON.stringify({architecture, os: 'linux'})
  const manifest = JSON.stringify({config: {digest: 'sha256:c'}, layers: [{digest: 'sha256:l'}, {digest: 'sha256:u'}]})
  const archive = pack()
  const all = buffer(archive)
  const add = (name: string, content: string | Buffer) => void archive.entry({name}, Buffer.from(content))
  for (const [name, content] of Object.entries({c: config, l: lower, u: upper, m: manifest})) add(`blobs/sha256/${name}`, content)
  if (form === 'docker-archive') add('manifest.json', JSON.stringify([{Config: 'blobs/sha256/c', Layers: ['blobs/sha256/l', 'blobs/sha256/u']}]))
  else add('index.json', JSON.stringify({manifests: [{digest: 'sha256:elsewhere'}, {digest: 'sha256:m'}]}))
  archive.finalize()
  return all
}

async function layer(entries: readonly (readonly [string, Entry])[]): Promise<Buffer> {
  const tar: Pack = pack()
  const all = buffer(tar)
  for (const [path, entry] of entries) {
    const name = path.slice(1)
    if (typeof entry === 'string') tar.entry({name, mode: 0o644}, entry)
    else if ('target' in entry) tar.entry({name, type: 'symlink', linkname: entry.target})
    else tar.entry({name, mode: entry.mode ?? 0o755}, elf(entry.machine))
  }
  tar.finalize()
  return all
}

/** As much of a program as its header. */
function elf(machine: number): Buffer {
  const header = Buffer.alloc(64)
  header.writeUInt32BE(0x7f454c46)
  header.writeUInt16LE(machine, 18)
  return header
}
