import assert from 'node:assert/strict'
import {chmod, chown, lstat, mkdir, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {delimiter, join} from 'node:path'
import {describe, it} from 'mocha'
import {forgetKubeconfig} from '../../src/kubeconfig/forget.js'
import {checkOwnFile} from '../../src/kubeconfig/own-file.js'
import {exportTo, fixture, load, namesIn, withHome} from './scratch-home.js'

describe('exporting a kubeconfig', () => {
  it('writes the own file and the merged one, under the names of kina', () =>
    withHome(async (home) => {
      const done = await exportTo(home, 'demo', {tlsServerName: 'demo-api'})
      assert.deepEqual(done, {ownPath: join(home, '.kube/demo'), mergedPath: join(home, '.kube/config'), context: 'kina-demo'})
      for (const file of [done.ownPath, done.mergedPath]) {
        const config = await load(file)
        assert.deepEqual(config.clusters, [
          {
            cluster: {'certificate-authority-data': 'Q0E=', extensions: [{extension: {machine: hostname(), runtime: 'fake'}, name: 'kina.dev/cluster'}], server: 'https://127.0.0.1:40123', 'tls-server-name': 'demo-api'},
            name: 'kina-demo',
          },
        ])
        assert.deepEqual(config.users, [{name: 'kina-demo', user: {'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ'}}])
        assert.equal(config['current-context'], 'kina-demo')
        assert.equal((await stat(file)).mode & 0o777, 0o600)
      }
      assert.deepEqual((await readdir(join(home, '.kube'))).sort(), ['config', 'demo'])
    }))

  it('makes ~/.kube for its owner alone', () =>
    withHome(async (home) => {
      await rm(join(home, '.kube'), {recursive: true})
      await exportTo(home, 'demo')
      assert.equal((await stat(join(home, '.kube'))).mode & 0o777, 0o700)
    }))

  it('leaves the current context of the user alone when asked to', () =>
    withHome(async (home) => {
      await writeFile(join(home, '.kube/config'), await fixture('by-kubectl.yaml'))
      const {ownPath, mergedPath} = await exportTo(home, 'demo', {setCurrent: false})
      assert.equal((await load(mergedPath))['current-context'], 'other')
      assert.equal((await load(ownPath))['current-context'], 'kina-demo')
    }))

  it('keeps mode and owner of a file that is there', () =>
    withHome(async (home) => {
      const file = join(home, '.kube/config')
      await writeFile(file, '')
      await chmod(file, 0o640)
      if (process.getuid?.() === 0) await chown(file, 12345, 12345)
      const before = await lstat(file)
      await exportTo(home, 'demo')
      const after = await lstat(file)
      assert.deepEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid])
    }))

  it('does not write through a read-only file', () =>
    withHome(async (home) => {
      const file = join(home, '.kube/config')
      await writeFile(file, '')
      await chmod(file, 0o400)
      await assert.rejects(exportTo(home, 'demo'), {code: 'E_KUBECONFIG_INVALID', message: /permission denied/})
      assert.deepEqual((await readdir(join(home, '.kube'))).sort(), ['config', 'demo'])
    }))

  it('never overwrites what is malformed', () =>
    withHome(async (home) => {
      await writeFile(join(home, '.kube/config'), 'clusters: [\n')
      await assert.rejects(exportTo(home, 'demo'), {code: 'E_KUBECONFIG_INVALID', message: /\.kube\/config:\d+:\d+ is not/})
      assert.equal(await readFile(join(home, '.kube/config'), 'utf8'), 'clusters: [\n')
    }))

  it('refuses a name whose file belongs to somebody else', () =>
    withHome(async (home) => {
      const own = join(home, '.kube/demo')
      await writeFile(own, await fixture('by-kubectl.yaml'))
      await assert.rejects(checkOwnFile('demo', home), {code: 'E_KUBECONFIG_INVALID', message: /not kina's/})
      await assert.rejects(exportTo(home, 'demo'), {code: 'E_KUBECONFIG_INVALID'})
      assert.equal(await readFile(own, 'utf8'), await fixture('by-kubectl.yaml'))
      await rm(own)
      await mkdir(own)
      await assert.rejects(exportTo(home, 'demo'), {message: /it is a directory/})
      assert.deepEqual(await readdir(join(home, '.kube')), ['demo'])
      assert.deepEqual(await forgetKubeconfig({cluster: 'demo', env: {}, home}), [])
    }))

  it('says so when admin.conf is incomplete', () =>
    withHome(async (home) => {
      await assert.rejects(exportTo(home, 'demo', {adminConf: 'apiVersion: v1\n'}), {message: /admin\.conf of cluster demo has no complete/})
      await assert.rejects(exportTo(home, 'demo', {adminConf: 'a: ['}), {message: /admin\.conf of cluster demo:\d/})
    }))
})

describe('forgetting a cluster', () => {
  it('cleans every file it may be in, once', () =>
    withHome(async (home) => {
      const [a, b] = [join(home, 'a'), join(home, 'b')]
      await exportTo(home, 'demo')
      await exportTo(home, 'demo', {env: {KUBECONFIG: a}})
      await exportTo(home, 'keep', {env: {KUBECONFIG: a}})
      const options = {cluster: 'demo', env: {KUBECONFIG: [a, b].join(delimiter)}, home}
      assert.deepEqual(await forgetKubeconfig(options), [join(home, '.kube/demo'), a, join(home, '.kube/config')])
      assert.deepEqual(await forgetKubeconfig(options), [])
      assert.deepEqual(namesIn(await load(a), 'contexts'), ['kina-keep'])
      assert.deepEqual(namesIn(await load(join(home, '.kube/config')), 'contexts'), [])
      assert.deepEqual((await readdir(home)).sort(), ['.kube', 'a'])
      assert.deepEqual((await readdir(join(home, '.kube'))).sort(), ['config', 'keep'])
    }))

  it('makes no directory and no file', () =>
    withHome(async (home) => {
      await rm(join(home, '.kube'), {recursive: true})
      assert.deepEqual(await forgetKubeconfig({cluster: 'demo', env: {KUBECONFIG: join(home, 'x/y')}, home}), [])
      assert.deepEqual(await readdir(home), [])
    }))

  it('keeps the own file when the user has put more in it, and removes it when it is the one in KUBECONFIG', () =>
    withHome(async (home) => {
      const {ownPath} = await exportTo(home, 'demo')
      await exportTo(home, 'other', {env: {KUBECONFIG: ownPath}})
      await forgetKubeconfig({cluster: 'demo', env: {}, home})
      assert.deepEqual(namesIn(await load(ownPath), 'contexts'), ['kina-other'])
      await exportTo(home, 'alone', {env: {KUBECONFIG: join(home, '.kube/alone')}})
      await forgetKubeconfig({cluster: 'alone', env: {KUBECONFIG: join(home, '.kube/alone')}, home})
      assert.equal((await readdir(join(home, '.kube'))).includes('alone'), false)
    }))

  it('goes on after a file it cannot change, and says so in the end', () =>
    withHome(async (home) => {
      const a = join(home, 'a')
      await writeFile(a, 'kina-demo: [\n')
      await exportTo(home, 'demo')
      await assert.rejects(forgetKubeconfig({cluster: 'demo', env: {KUBECONFIG: a}, home}), {code: 'E_KUBECONFIG_INVALID'})
      assert.deepEqual(namesIn(await load(join(home, '.kube/config')), 'contexts'), [])
    }))
})
