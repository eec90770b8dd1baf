import assert from 'node:assert/strict'
import {mkdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'

/** A file system of its own at a directory that is made for it. */
export interface SmallDisk {
  /** Until no byte and no further file fits. */
  fill(): Promise<void>
  /** Takes that away again. */
  empty(): Promise<void>
  remove(): Promise<void>
}

/** @param files - how many it may have */
export async function smallDisk(directory: string, {size = '1m', files = 64}: {readonly size?: string; readonly files?: number} = {}): Promise<SmallDisk> {
  await mkdir(directory, {recursive: true})
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', `size=${size},nr_inodes=${files}`, 'tmpfs', directory], {reject: false})
  assert.equal(mounted.exitCode, 0, mounted.stderr)
  const ballast = (i: number) => join(directory, `ballast-${i}`)
  let made = 0
  return {
    async fill() {
      const {stderr} = await execa('dd', ['if=/dev/zero', `of=${ballast(made++)}`, 'bs=4k'], {reject: false})
      assert.match(stderr, /No space left/)
      await assert.rejects(async () => {
        while (made <= files) await writeFile(ballast(made++), '')
      }, {code: 'ENOSPC'})
    },
    async empty() {
      for (; made > 0; made--) await rm(ballast(made - 1), {force: true})
    },
    async remove() {
      await execa('umount', ['--lazy', directory])
    },
  }
}
