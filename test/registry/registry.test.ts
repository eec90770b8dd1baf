import assert from 'node:assert/strict'
import type {CniInstaller, Registration} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
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

  it('refuses a name that one plugin registers twice, once', () => {
    const {cnis, problems} = makeRegistry([from('a', [cni('y'), cni('y')])])
    assert.equal(cnis.size, 0)
    assert.deepEqual(problems, [{plugin: 'a', provider: 'y', used: false, message: 'it registers its cni "y" more than once'}])
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
  const load = (more: object) => loadProvider('cni', 'y', makeRegistry([from('kina-y', [cni('y', more)])]).cnis, [])

  it('happens once, however often it is asked for', async () => {
    let times = 0
    const {cnis} = makeRegistry([from('kina-y', [cni('y', {load: async () => (times++, installer)})])])
    const providers = await Promise.all([loadProvider('cni', 'y', cnis, []), loadProvider('cni', 'y', cnis, [])])
    assert.equal(providers[0].provider, providers[1].provider)
    assert.equal(times, 1)
  })

  it('names the plugin of one that cannot be loaded, or is none', async () => {
    const boom = () => {
      throw new Error('boom')
    }
    await assert.rejects(load({load: boom}), {code: 'E_PROVIDER_FAILED', message: 'cni y of the plugin kina-y, load: boom', next: ['kina plugins inspect kina-y', 'kina plugins uninstall kina-y']})
    await assert.rejects(load({load: async () => undefined}), {message: 'cni y of the plugin kina-y, load: gave undefined instead of a cni'})
    await assert.rejects(load({load: async () => ({needs: () => {}, install: 'soon'})}), {message: 'cni y of the plugin kina-y, load: what it gave has no proper install, ready'})
  })

  it('guesses which one was meant, and only then', async () => {
    const {cnis, problems} = makeRegistry([from('own', [cni('bridge')])])
    await assert.rejects(loadProvider('cni', 'brigde', cnis, problems), ({next}: KinaError) => next[0] === 'Did you mean bridge?')
    await assert.rejects(loadProvider('cni', 'other', cnis, problems), ({next}: KinaError) => !next.join('\n').includes('Did you mean'))
  })

  it('says which command installs one that is not there, and why a plugin of that name failed', async () => {
    const {cnis, problems} = makeRegistry([from('own', [cni('y')])], [{plugin: 'kina-cni-lost', message: 'Cannot find package', used: false}])
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
