import assert from 'node:assert/strict'
import {mkdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {execa} from 'execa'

/** A file system of so many files and bytes at a directory that is made for it. */
export interface SmallDisk {
  /** Until nothing more can be written. */
  fill(): Promise<void>
  /** Takes that away again. */
  empty(): Promise<void>
  remove(): Promise<void>
}

export async function smallDisk(directory: string, size = '1m'): Promise<SmallDisk> {
  await mkdir(directory, {recursive: true})
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], {reject: false})
  assert.equal(mounted.exitCode, 0, mounted.stderr)
  const ballast = join(directory, 'ballast')
  return {
    async fill() {
      const {stderr} = await execa('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'], {reject: false})
      assert.match(stderr, /No space left/)
    },
    empty: () => rm(ballast, {force: true}),
    async remove() {
      await execa('umount', ['--lazy', directory])
    },
  }
}
