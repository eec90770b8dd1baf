import assert from 'node:assert/strict'
import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {delimiter, join} from 'node:path'
import {describe, it} from 'mocha'
import {kubeconfigFiles, writeTargets} from '../../src/kubeconfig/paths.js'
import {exportTo, load, namesIn, withHome} from './scratch-home.js'

describe('which kubeconfig', () => {
  it('is the default one without KUBECONFIG, or with nothing in it', () => {
    for (const KUBECONFIG of [undefined, '', delimiter]) {
      assert.deepEqual(kubeconfigFiles({env: {KUBECONFIG}, home: '/h'}), ['/h/.kube/config'])
    }
  })

  it('lists each file once, without empty parts', () => {
    const env = {KUBECONFIG: ['/b', '', '/a', '/b'].join(delimiter)}
    assert.deepEqual(kubeconfigFiles({env, home: '/h'}), ['/b', '/a'])
  })

  it('is for new entries the first that exists, else the last, as with kubectl', () =>
    withHome(async (home) => {
      const [a, b] = [join(home, 'a'), join(home, 'b')]
      const place = {env: {KUBECONFIG: [a, b].join(delimiter)}, home}
      assert.deepEqual(await writeTargets('demo', place), {entries: b, current: b})
      await writeFile(b, '')
      assert.deepEqual(await writeTargets('demo', place), {entries: b, current: b})
      await writeFile(a, '')
      assert.deepEqual(await writeTargets('demo', place), {entries: a, current: a})
    }))

  it('is for known entries the file that has them; current-context goes to the first', () =>
    withHome(async (home) => {
      const [a, b] = [join(home, 'a'), join(home, 'b')]
      const env = {KUBECONFIG: [a, b].join(delimiter)}
      await exportTo(home, 'demo', {env})
      await writeFile(a, 'apiVersion: v1\nkind: Config\n')
      assert.equal((await exportTo(home, 'demo', {env})).mergedPath, b)
      assert.equal(await readFile(a, 'utf8'), 'apiVersion: v1\nkind: Config\ncurrent-context: kina-demo\n')
      assert.deepEqual(namesIn(await load(b), 'contexts'), ['kina-demo'])
    }))

  it('follows a link and leaves it one, also to a file that is not there yet', () =>
    withHome(async (home) => {
      await mkdir(join(home, 'dotfiles'))
      await symlink('../dotfiles/kubeconfig', join(home, '.kube/config'))
      await exportTo(home, 'demo')
      await exportTo(home, 'demo-2')
      assert.deepEqual(namesIn(await load(join(home, 'dotfiles/kubeconfig')), 'users'), ['kina-demo', 'kina-demo-2'])
    }))
})
