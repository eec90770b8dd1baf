import assert from 'node:assert/strict'
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {wantedBy} from '../../src/plugin-packages/wanted.js'
import {testHost, type TestHost} from './fixture.js'

describe('what an argument of kina plugins install means', () => {
  let host: TestHost
  before(async () => {
    host = await testHost({firstParty: {'kina-cni-own': 'plugins/own'}})
    await mkdir(join(host.cwd, 'plugins/one'), {recursive: true})
    await mkdir(join(host.cwd, 'empty'))
    await writeFile(join(host.cwd, 'plugins/one/package.json'), '{}')
    await writeFile(join(host.cwd, 'one.tgz'), '')
  })
  after(() => host.leave())

  it('is a name, a file, a folder or an address by its form', async () => {
    const at = (path: string) => join(host.cwd, path)
    const rows: Record<string, unknown> = {
      'kina-cni-own': {kind: 'carried', name: 'kina-cni-own'},
      'kina-cni-own@0.2.0': {kind: 'registry', name: 'kina-cni-own', tag: '0.2.0'},
      'kina-cni-other': {kind: 'registry', name: 'kina-cni-other', tag: 'latest'},
      '@scope/name@next': {kind: 'registry', name: '@scope/name', tag: 'next'},
      'kina-cni-ptp@0.0.9': {kind: 'registry', name: 'kina-cni-ptp', tag: '0.0.9'},
      'one.tgz': {kind: 'tarball', path: at('one.tgz')},
      './one.tgz': {kind: 'tarball', path: at('one.tgz')},
      [at('one.tgz')]: {kind: 'tarball', path: at('one.tgz')},
      'file:one.tgz': {kind: 'tarball', path: at('one.tgz')},
      [`file:${at('one.tgz')}`]: {kind: 'tarball', path: at('one.tgz')},
      [`file://${at('one.tgz')}`]: {kind: 'tarball', path: at('one.tgz')},
      './plugins/one': {kind: 'folder', path: at('plugins/one')},
      'plugins/one': {kind: 'folder', path: at('plugins/one')},
      'https://example.org/one.tgz': {kind: 'url', url: 'https://example.org/one.tgz'},
      'git+ssh://git@example.org/one.git': {kind: 'url', url: 'git+ssh://git@example.org/one.git'},
      'git@example.org:one/two.git': {kind: 'url', url: 'git@example.org:one/two.git'},
      'owner/repository': {kind: 'url', url: 'github:owner/repository'},
      'owner/repository#v1': {kind: 'url', url: 'github:owner/repository#v1'},
    }
    for (const [argument, expected] of Object.entries(rows)) assert.deepEqual(await wantedBy(host, argument), expected, argument)
  })

  it('is an error at once when it cannot be meant', async () => {
    const rows: Record<string, RegExp> = {
      'two.tgz': /There is no file .*two\.tgz\.$/,
      './no/such.tgz': /There is no file .*such\.tgz, nor the folder .*no\.$/,
      'plugins/onne': /There is no file .*plugins\/onne\.$/,
      './empty': /empty is a folder without package\.json/,
      'a b': /neither a package's name nor a file nor an address/,
      'own': /no plugin of kina by its full name/,
      'kina': /is part of kina already/,
      'kina-cni-ptp': /is part of kina already/,
    }
    for (const [argument, message] of Object.entries(rows)) {
      await assert.rejects(wantedBy(host, argument), (error: KinaError) => {
        assert.match(error.message, message)
        assert.deepEqual([error.exit, error.next.length > 0], [2, true], argument)
        return true
      })
    }
  })
})
