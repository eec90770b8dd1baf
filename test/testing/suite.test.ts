import assert from 'node:assert/strict'
import {fakeContext, fakeRuntime, imageBuilderSuite, fakeImageBuilder, registrationsOf, runSuite, runtimeSuite, type Rule, type Suite} from '../../src/testing/index.js'
import {KinaError} from '../../src/errors.js'

describe('a suite', () => {
  it('names the rule that is broken, with what was thrown and its detail', async () => {
    const thrown = new KinaError({code: 'E_NODE_CREATE', message: 'no disk', detail: 'write: ENOSPC'})
    const [held, broken] = await runSuite(suiteOf([rule('holds'), rule('breaks', () => Promise.reject(thrown))]))
    assert.deepEqual(held, {title: 'holds', state: 'held'})
    assert.ok(broken?.state === 'broken')
    assert.equal(broken.error.message, 'rule "breaks" is broken: no disk\nwrite: ENOSPC')
    assert.equal(broken.error.cause, thrown)
  })

  it('says why a rule does not apply, or is exempt', async () => {
    const suite = suiteOf([rule('applies not', async () => 'it has no power'), rule('is exempt', () => assert.fail())], {exempt: {'is exempt': 'see issue 1'}})
    assert.deepEqual(await runSuite(suite), [
      {title: 'applies not', state: 'skipped', reason: 'it has no power'},
      {title: 'is exempt', state: 'skipped', reason: 'see issue 1'},
    ])
  })

  it('refuses an exemption that names no rule', async () => {
    await assert.rejects(runSuite(suiteOf([rule('a rule')], {exempt: {'a rlue': 'why'}})), /there is no such rule: a rlue/)
  })

  it('holds what stands alone also where it cannot begin, and begins once', async () => {
    let begins = 0
    const suite = suiteOf([{...rule('alone'), alone: true}, rule('one'), rule('two')], {begin: async () => (begins++, 'no runtime')})
    assert.deepEqual((await runSuite(suite)).map((result) => result.state), ['held', 'skipped', 'skipped'])
    assert.equal(begins, 1)
  })

  it('breaks every rule that needs the beginning when that fails, and ends all the same', async () => {
    let ended = 0
    const suite = suiteOf([{...rule('alone'), alone: true}, rule('one')], {begin: () => Promise.reject(new Error('no disk')), end: async () => void ended++})
    const [alone, one] = await runSuite(suite)
    assert.equal(alone?.state, 'held')
    assert.ok(one?.state === 'broken')
    assert.equal(one.error.message, 'rule "one" is broken: the suite could not begin: no disk')
    assert.equal(ended, 1)
  })

  it('ends nothing that has not begun', async () => {
    let ended = 0
    await runSuite(suiteOf([{...rule('alone'), alone: true}], {end: async () => void ended++}))
    assert.equal(ended, 0)
  })

  it('stops at the first broken rule when told so', async () => {
    const results = await runSuite(suiteOf([rule('breaks', () => assert.fail()), rule('holds')]), {bail: true})
    assert.deepEqual(results.map(({title}) => title), ['breaks'])
  })
})

describe('a suite over a provider that cannot be used here', () => {
  const unavailable = {available: false, reason: 'its tool is not on PATH'} as const
  const context = (signal: AbortSignal) => fakeContext({signal})

  it('skips what needs it, with the reason, and holds the rest', async () => {
    const runtime = fakeRuntime({probe: unavailable})
    const builder = fakeImageBuilder({runtime: fakeRuntime(), probe: unavailable})
    for (const suite of [runtimeSuite(runtime.registration, {image: 'i', context}), imageBuilderSuite(builder.registration, {store: fakeRuntime().registration, context})]) {
      const results = await runSuite(suite)
      const skipped = results.filter((result) => result.state === 'skipped')
      assert.deepEqual([...new Set(skipped.map((result) => (result as {reason: string}).reason))], ['not available: its tool is not on PATH'])
      assert.deepEqual(results.filter(({state}) => state === 'held').length, 5)
      assert.equal(results.length, skipped.length + 5)
    }
  })

  it('says so when the runtime has no such image, and when only the builder works', async () => {
    const [, , , , , first] = await runSuite(runtimeSuite(fakeRuntime().registration, {image: 'kina/node:v0', context}))
    assert.deepEqual(first, {title: 'probe leaves no trace', state: 'skipped', reason: 'its store has no image kina/node:v0', all: true})
    const builder = fakeImageBuilder({runtime: fakeRuntime()})
    const [, , , , , probe] = await runSuite(imageBuilderSuite(builder.registration, {store: fakeRuntime({probe: unavailable}).registration, context}))
    assert.equal((probe as {reason?: string}).reason, 'the runtime fake is not available: its tool is not on PATH')
  })
})

describe('registrationsOf', () => {
  it('gives what a hook registers, by kind, also later', async () => {
    const runtime = fakeRuntime()
    const {registration} = fakeImageBuilder({runtime})
    const found = await registrationsOf(async ({register}) => {
      register.runtime(runtime.registration)
      await Promise.resolve()
      register.imageBuilder(registration)
    })
    assert.deepEqual(found, {runtimes: [runtime.registration], cnis: [], imageBuilders: [registration]})
  })
})

function rule(title: string, hold: Rule['hold'] = async () => {}): Rule {
  return {title, hold}
}

function suiteOf(rules: readonly Rule[], more: Partial<Suite> = {}): Suite {
  return {title: 'suite', rules, begin: async () => null, end: async () => {}, ...more}
}
