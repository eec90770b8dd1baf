import assert from 'node:assert/strict'
import type {CniInstaller, Registration} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {guard} from '../../src/registry/guard.js'
import {loadProvider} from '../../src/registry/load.js'
import {makeRegistry, type Contribution} from '../../src/registry/registry.js'

const installer: CniInstaller = {needs: () => ({replacesKubeProxy: false, kernel: [], images: []}), install: async () => {}, ready: async () => ({met: true})}
const cni = (name: string, more: object = {}): Registration<CniInstaller> => ({apiVersion: 1, name, summary: 'x', load: async () => installer, ...more})
const from = (plugin: string, cnis: Registration<CniInstaller>[], bundled = false): Contribution => ({plugin, bundled, runtimes: [], cnis, imageBuilders: []})

describe('the registry', () => {
  it('gives the same whatever the order of registration', () => {
    const all = [from('a', [cni('x'), cni('y')]), from('b', [cni('y'), cni('z')])]
    assert.deepEqual([...makeRegistry(all).cnis.keys()], ['x', 'z'])
    assert.deepEqual([...makeRegistry(all.toReversed()).cnis.keys()], ['x', 'z'])
  })

  it('refuses both of two plugins with one name, and names them', () => {
    const {problems} = makeRegistry([from('a', [cni('y')]), from('b', [cni('y')])])
    assert.deepEqual(problems.map(({plugin, message}) => [plugin, message]).sort(), [['a', 'its cni "y" is also registered by b'], ['b', 'its cni "y" is also registered by a']])
  })

  it('lets a bundled provider keep its name', () => {
    const {cnis, problems} = makeRegistry([from('stranger', [cni('y')]), from('own', [cni('y')], true)])
    assert.equal(cnis.get('y')?.plugin, 'own')
    assert.deepEqual(problems.map(({plugin}) => plugin), ['stranger'])
  })

  it('refuses foreign contract versions, broken names and things that cannot be loaded', () => {
    const {cnis, problems} = makeRegistry([from('p', [cni('new', {apiVersion: 2}), cni('Bad Name'), cni('hollow', {load: undefined})])])
    assert.equal(cnis.size, 0)
    assert.deepEqual(problems.map(({message}) => message), [
      'its cni "new" is written for contract 2; this kina speaks 1',
      'its cni has the name "Bad Name"; lower case letters, digits and dashes are wanted',
      'its cni "hollow" has no load()',
    ])
  })
})

describe('loading a provider', () => {
  it('says which command installs one that is not there, and why a plugin of that name failed', async () => {
    const {cnis, problems} = makeRegistry([from('own', [cni('y')])], [{plugin: 'kina-cni-lost', message: 'Cannot find package'}])
    await assert.rejects(loadProvider('cni', 'lost', cnis, problems), (error: KinaError) => {
      assert.equal(error.code, 'E_PROVIDER_UNKNOWN')
      assert.equal(error.exit, 2)
      assert.match(error.message, /Registered: y/)
      assert.match(error.detail ?? '', /kina-cni-lost: Cannot find package/)
      assert.match(error.next.join('\n'), /kina plugins install kina-cni-lost/)
      return true
    })
  })
})

describe('the guard', () => {
  it('stamps plain errors with kind, name and method', async () => {
    const bad = guard({install: async () => Promise.reject(new Error('boom')), needs: () => { throw new Error('no') }}, 'cni', 'y')
    await assert.rejects(bad.install(), (error: KinaError) => error.code === 'E_PROVIDER_FAILED' && error.message === 'cni y, install: boom')
    assert.throws(() => bad.needs(), (error: KinaError) => error.message === 'cni y, needs: no')
  })

  it('keeps code, detail and next steps of kina’s own errors', async () => {
    const own = new KinaError({code: 'E_COMMAND_FAILED', message: 'x: exit code 1', detail: 'last line', next: ['do this']})
    const bad = guard({images: {load: async () => Promise.reject(own)}}, 'runtime', 'r')
    await assert.rejects(bad.images.load(), (error: KinaError) => {
      assert.deepEqual([error.code, error.message, error.detail, error.next], ['E_COMMAND_FAILED', 'runtime r images, load: x: exit code 1', 'last line', ['do this']])
      return true
    })
  })

  it('lets methods use this, and leaves values alone', async () => {
    const good = guard({word: 'yes', async say() { return this.word }}, 'cni', 'y')
    assert.equal(good.word, 'yes')
    assert.equal(await good.say(), 'yes')
  })
})
