import assert from 'node:assert/strict'
import {access} from 'node:fs/promises'
import {join} from 'node:path'
import {withUser} from './kina.js'

describe('kina plugins new', () => {
  it('writes a package and says what to type next', () =>
    withUser([], async ({kina, home}) => {
      const directory = join(home, 'demo')
      const {exitCode, stdout, stderr} = await kina(['plugins', 'new', 'cni', 'demo', '--directory', directory])
      assert.deepEqual([exitCode, stderr], [0, ''])
      assert.match(stdout, new RegExp(`^Wrote kina-cni-demo to ${directory}, \\d+ files\\. Next:\n\n  cd ${directory}\n  npm install\n`))
      await access(join(directory, 'src/register.ts'))
    }))

  it('gives the same as JSON', () =>
    withUser([], async ({kina, home}) => {
      const {stdout} = await kina(['plugins', 'new', 'runtime', 'demo', '--directory', join(home, 'demo'), '--kina', '^9.9.9', '--json'])
      const {package: name, kina: spec, files} = JSON.parse(stdout) as {package: string; kina: string; files: string[]}
      assert.deepEqual([name, spec], ['kina-runtime-demo', '^9.9.9'])
      assert.ok(files.includes('.github/workflows/ci.yml'))
    }))

  it('refuses with 2 a kind that there is not, a bad name, and a name that is taken', () =>
    withUser([], async ({kina, home}) => {
      const fails = async (args: readonly string[]) => {
        const {exitCode, stderr} = await kina(['plugins', 'new', ...args, '--directory', join(home, 'demo')])
        assert.equal(exitCode, 2, args.join(' '))
        await assert.rejects(access(join(home, 'demo')))
        return stderr
      }
      assert.match(await fails(['gateway', 'demo']), /one of: cni, runtime, image-builder/)
      assert.match(await fails(['cni', 'My_CNI']), /"My_CNI" cannot be the name of a plugin[^]*E_PLUGIN_NAME[^]*kina plugins new cni my-cni/)
      assert.match(await fails(['cni', 'ptp']), /already a plugin that registers the cni "ptp"/)
    }))
})
