import assert from 'node:assert/strict'
import {access, mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {delimiter, join} from 'node:path'
import {parse} from 'yaml'
import {scriptedNode} from '../cluster/scripted-node.js'
import type {Kubeconfig} from '../../src/kubeconfig/parse.js'
import {fakeContext, type FakeRuntime} from '../../src/testing/index.js'
import {load, namesIn} from '../kubeconfig/scratch-home.js'
import {registeredFake, withUser, type User} from './kina.js'

const IMAGE = 'example.org/node:v1'

describe('kina kubeconfig get', () => {
  it('prints a kubeconfig with this cluster alone, and writes nothing', () =>
    withClusters(['dev'], async ({kina, home}) => {
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'get', 'dev'])
      assert.deepEqual([exitCode, stderr], [0, ''])
      const config = parse(stdout) as Kubeconfig & {clusters: [{cluster: {server: string}}]}
      assert.deepEqual([namesIn(config, 'contexts'), config['current-context']], [['kina-dev'], 'kina-dev'])
      assert.match(config.clusters[0].cluster.server, /^https:\/\/127\.0\.0\.1:\d+$/)
      const inside = parse((await kina(['kubeconfig', 'get', 'dev', '--internal'])).stdout) as typeof config
      assert.equal(inside.clusters[0].cluster.server, 'https://dev-api:6443')
      const json = JSON.parse((await kina(['kubeconfig', 'get', 'dev', '--json'])).stdout) as {context: string; server: string; kubeconfig: string}
      assert.deepEqual([json.context, json.server, parse(json.kubeconfig)], ['kina-dev', config.clusters[0].cluster.server, config])
      await assert.rejects(access(join(home, '.kube/config')))
    }))

  it('of a cluster that is not there, or does not run, says so', () =>
    withClusters(['dev'], async ({kina}, fake) => {
      assert.match((await kina(['kubeconfig', 'get', 'nosuch'])).stderr, /There is no cluster "nosuch"\. There are: dev\./)
      const [node] = await fake.backend.listNodes(fakeContext())
      await fake.backend.power!.stop(node!, fakeContext())
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'get', 'dev'])
      assert.deepEqual([exitCode, stdout], [1, ''])
      assert.match(stderr, /The control plane of "dev" does not run/)
    }))
})

describe('kina kubeconfig export --kubeconfig', () => {
  it('writes that file alone, for its owner, and makes what is missing', () =>
    withClusters(['dev'], async ({kina, home}) => {
      const file = join(home, 'new/folder/dev.yaml')
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'export', 'dev', '--kubeconfig', file])
      assert.deepEqual([exitCode, stdout], [0, `Context "kina-dev" is in ${file}.\n`], stderr)
      assert.equal((await load(file))['current-context'], 'kina-dev')
      assert.equal((await stat(file)).mode & 0o777, 0o600)
      await assert.rejects(access(join(home, '.kube')))
      await kina(['kubeconfig', 'export', 'dev', '--kubeconfig', file, '--no-use'])
      assert.equal((await load(file))['current-context'], 'kina-dev')
    }))

  for (const [what, text] of [['cut short', 'apiVersion: v1\nclusters:\n- cluster:\n    server: "https'], ['no kubeconfig', '#!/bin/sh\nexit 0\n'], ['binary', '\0\u0001\u0002kina-dev'], ['a list', '- kina-dev\n']] as const) {
    it(`never overwrites a file that is ${what}`, () =>
      withClusters(['dev'], async ({kina, home}) => {
        const file = join(home, 'damaged')
        await writeFile(file, text)
        for (const args of [['export', 'dev', '--kubeconfig', file], ['merge', 'dev', '--kubeconfig', file], ['export', 'dev']]) {
          const {exitCode, stderr} = await kina(['kubeconfig', ...args], {KUBECONFIG: file})
          assert.equal(exitCode, 1, args.join(' '))
          assert.match(stderr, /Code: E_KUBECONFIG_INVALID/)
          assert.equal(await readFile(file, 'utf8'), text)
        }
        await kina(['cluster', 'delete', 'dev'], {KUBECONFIG: file})
        await kina(['kubeconfig', 'prune'], {KUBECONFIG: file})
        assert.equal(await readFile(file, 'utf8'), text)
      }))
  }
})

describe('kina kubeconfig merge', () => {
  it('brings all clusters that run into what kubectl uses, and leaves the current context', () =>
    withClusters(['a', 'b', 'c'], async ({kina, home}, fake) => {
      const stopped = (await fake.backend.listNodes(fakeContext())).find(({cluster}) => cluster === 'c')
      await fake.backend.power!.stop(stopped!, fakeContext())
      await mkdir(join(home, '.kube'))
      await writeFile(join(home, '.kube/config'), 'apiVersion: v1\nkind: Config\ncurrent-context: mine\n')
      const {exitCode, stdout, stderr} = await kina(['kubeconfig', 'merge'])
      assert.equal(exitCode, 0, stderr)
      assert.equal(stdout, `Context "kina-a" is in ${home}/.kube/config.\nContext "kina-b" is in ${home}/.kube/config.\nLeft out "c": The control plane of "c" does not run.\n`)
      const config = await load(join(home, '.kube/config'))
      assert.deepEqual([namesIn(config, 'users'), config['current-context']], [['kina-a', 'kina-b'], 'mine'])
    }))

  it('brings those that are named into a file of its own, whose first is the current one', () =>
    withClusters(['a', 'b'], async ({kina, home}) => {
      const file = join(home, 'both.yaml')
      const {stdout} = await kina(['kubeconfig', 'merge', 'b', 'a', '--kubeconfig', file, '--json'])
      assert.deepEqual(JSON.parse(stdout), {merged: [{context: 'kina-b', file}, {context: 'kina-a', file}], skipped: []})
      const config = await load(file)
      assert.deepEqual([namesIn(config, 'contexts'), config['current-context']], [['kina-b', 'kina-a'], 'kina-b'])
      assert.equal((await kina(['kubeconfig', 'merge', 'a', 'nosuch'])).exitCode, 1)
    }))
})

describe('kina kubeconfig prune', () => {
  it('says what would go, and removes it', () =>
    withClusters(['a', 'b'], async ({kina, home}, fake) => {
      const files = [join(home, 'one'), join(home, 'two')]
      const env = {KUBECONFIG: files.join(delimiter)}
      await kina(['kubeconfig', 'merge'], env)
      await fake.backend.removeCluster('a', fakeContext())
      assert.equal((await kina(['kubeconfig', 'prune', '--dry-run'], env)).stdout, `Would remove kina-a from ${files[1]}\n`)
      assert.equal((await kina(['kubeconfig', 'prune'], env)).stdout, `Removed kina-a from ${files[1]}\n`)
      assert.deepEqual(namesIn(await load(files[1]!), 'contexts'), ['kina-b'])
      assert.equal((await kina(['kubeconfig', 'prune'], env)).stdout, 'There is nothing to remove.\n')
    }))
})

/** Clusters that a user has made, with no kubeconfig of them anywhere. */
async function withClusters(names: readonly string[], work: (user: User, fake: FakeRuntime) => Promise<void>): Promise<void> {
  await withUser(['fake-runtime'], async (user) => {
    const fake = await registeredFake({images: [IMAGE], exec: [({argv}) => (argv.join(' ') === 'cat /kind/version' ? 'v1.31.0\n' : undefined), scriptedNode([])]})
    for (const name of names) {
      const {exitCode, stderr} = await user.kina(['cluster', 'create', name, '--image', IMAGE, '--cni', 'fake', '--wait', '0'])
      assert.equal(exitCode, 0, stderr)
    }
    await rm(join(user.home, '.kube'), {recursive: true})
    await work(user, fake)
  })
}
