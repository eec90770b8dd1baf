import {createHash} from 'node:crypto'
import {basename} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {constants, gzipSync} from 'node:zlib'
import {pack} from 'tar-stream'
import type {Arch} from '../../src/contract/index.js'
import {fill} from '../../src/node-image/recipes.js'
import {nodeVersions} from '../../src/node-image/versions.js'

/** Gives a program's bytes. */
export type ProgramOf = (component: string, program: string) => Buffer | Promise<Buffer>

/** Upstream's release files of one Kubernetes version by their paths on upstream's servers, each with its checksum file in upstream's form. */
export async function upstreamFiles(kubernetes: string, arch: Arch, programOf: ProgramOf): Promise<Map<string, Buffer | string>> {
  const files = new Map<string, Buffer | string>()
  for (const {name, version, release} of nodeVersions(kubernetes).components) {
    for (const {url, checksum, program, members} of release?.files ?? []) {
      const path = fill(url, version.release, {base: '', arch})
      const content = program === undefined ? await archive(members ?? {}, (member) => programOf(name, member)) : await programOf(name, program)
      files.set(path, content)
      files.set(fill(checksum, version.release, {base: '', arch, url: path}), sums(name, basename(path), createHash('sha256').update(content).digest('hex')))
    }
  }
  return files
}

/** Kubernetes publishes the sum alone, runc one file for all its files, the others a line of sha256sum. */
function sums(component: string, file: string, sum: string): string {
  if (component === 'kubernetes') return sum
  const others = component === 'runc' ? [`${'1'.repeat(64)}  libseccomp-2.5.4.tar.gz`, `${'2'.repeat(64)}  runc.s390x`] : []
  return `${[...others, `${sum}  ${file}`].join('\n')}\n`
}

/** With what upstream has in it besides: a directory, a text. */
async function archive(members: Readonly<Record<string, string>>, contentOf: (program: string) => Buffer | Promise<Buffer>): Promise<Buffer> {
  const tar = pack()
  const bytes = buffer(tar as unknown as AsyncIterable<Uint8Array>)
  tar.entry({name: 'bin/', type: 'directory'})
  tar.entry({name: 'README.md'}, 'text\n')
  for (const [program, path] of Object.entries(members)) tar.entry({name: path.includes('/') ? path : `./${path}`, mode: 0o755}, await contentOf(program))
  tar.finalize()
  return gzipSync(await bytes, {level: constants.Z_BEST_SPEED})
}
