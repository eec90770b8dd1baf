import {createWriteStream} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {once} from 'node:events'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {finished} from 'node:stream/promises'
import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {importImage} from '../node/import-image.js'
import {archOfPlatform} from '../node-image/arch.js'
import {writeImageArchive} from '../node-image/image-archive.js'

/** Its tag changes with what {@link PACK} takes. */
export const IMAGE = 'localhost/kina/network-verify:1'

/**
 * perl with the libraries it is linked to and the modules of Debian's perl-base, which every Debian has and which is all that the programs
 * need. Sorted and without times, so that the same node gives the same image.
 */
const PACK = `set -euo pipefail
perl=$(readlink -f "$(command -v perl)")
libraries=$(ldd "$perl" | grep -o '/[^ ]*')
modules=$(perl -e 'print join "\\n", grep { m{/perl-base$} && -d } @INC')
[ -n "$modules" ]
# The interpreter is asked for as perl, whatever its file is called.
tar --create --dereference --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --absolute-names --transform "s,^$perl$,usr/bin/perl," --transform 's,^/,,' "$perl" $libraries $modules`

/**
 * Makes sure that every node has the image of the test pods, made of the first node's own files: so it is of the right architecture, and nothing
 * has to be fetched or compiled. It stays, for the next time.
 *
 * @throws KinaError E_IMAGE_MISSING when the node has no perl
 */
export async function provideImage(nodes: readonly [Node, ...Node[]]): Promise<void> {
  const there = await Promise.all(nodes.map(hasImage))
  const missing = nodes.filter((_, i) => !there[i])
  if (missing.length === 0) return
  const folder = await mkdtemp(join(tmpdir(), 'kina-network-verify-'))
  try {
    const archive = await pack(nodes[0], folder)
    await Promise.all(missing.map((node) => importImage(node, archive)))
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

async function hasImage(node: Node): Promise<boolean> {
  const {stdout} = await node.exec(['ctr', '--namespace', 'k8s.io', 'images', 'list', '--quiet', `name==${IMAGE}`])
  return stdout.trim() !== ''
}

async function pack(node: Node, folder: string): Promise<string> {
  const rootfs = join(folder, 'rootfs.tar')
  const output = createWriteStream(rootfs)
  const {exitCode, stderr} = await node.exec(['bash', '-c', PACK], {allowFailure: true, onStdout: async (chunk) => void (output.write(chunk) || (await once(output, 'drain')))})
  output.end()
  await finished(output)
  if (exitCode !== 0) {
    throw new KinaError({
      code: 'E_IMAGE_MISSING',
      message: `The image of the test pods is made of the perl of a node, and that of ${node.name} cannot be had.`,
      node: node.name,
      detail: stderr.trim(),
      next: [`The image ${node.image} needs perl as Debian’s perl-base has it; kina’s own images do.`],
    })
  }
  const {stdout: machine} = await node.exec(['uname', '-m'])
  const archive = join(folder, 'image.tar')
  await writeImageArchive(archive, [{ref: IMAGE, arch: archOfPlatform(machine.trim()), layers: [{rootfs}]}])
  return archive
}
