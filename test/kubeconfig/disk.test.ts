import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {readFile, readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, it} from 'mocha'
import {exportTo, withHome} from './scratch-home.js'

describe('a disk that does not take it', () => {
  /** A small file system of its own in place of `~/.kube`. */
  async function onTmpfs(test: Mocha.Context, work: (home: string, remount: (options: string) => void) => Promise<void>): Promise<void> {
    await withHome(async (home) => {
      const kube = join(home, '.kube')
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', kube]).status !== 0) {
        console.log('    skipped: mounting a tmpfs is not allowed here')
        test.skip()
      }
      try {
        await work(home, (options) => assert.equal(spawnSync('mount', ['-o', `remount,${options}`, kube]).status, 0))
      } finally {
        spawnSync('umount', [kube])
      }
    })
  }

  it('is full: the old file stays, nothing is left behind', function () {
    return onTmpfs(this, async (home) => {
      const file = join(home, '.kube/config')
      const text = `# ${'x'.repeat(30_000)}\n`
      await writeFile(file, text)
      await writeFile(join(home, '.kube/ballast'), 'x'.repeat(20_000))
      await assert.rejects(exportTo(home, 'demo'), {code: 'E_KUBECONFIG_INVALID', message: /no space left/})
      assert.equal(await readFile(file, 'utf8'), text)
      assert.deepEqual((await readdir(join(home, '.kube'))).filter((name) => /lock|new/.test(name)), [])
    })
  })

  it('is read-only', function () {
    return onTmpfs(this, async (home, remount) => {
      remount('ro')
      await assert.rejects(exportTo(home, 'demo'), {code: 'E_KUBECONFIG_INVALID', message: /read-only/})
    })
  })
})
