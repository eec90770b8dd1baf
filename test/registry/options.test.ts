import assert from 'node:assert/strict'
import type {OptionsSchema} from '../../src/contract/index.js'
import type {KinaError} from '../../src/errors.js'
import {checkOptions, optionProblems} from '../../src/registry/options.js'
import type {Entry} from '../../src/registry/registry.js'

const schema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['port'],
  properties: {port: {type: 'integer', minimum: 1}, mode: {enum: ['fast', 'safe']}, pools: {type: 'array', items: {type: 'object', additionalProperties: false, properties: {cidr: {type: 'string', format: 'of-a-plugin'}}}}},
}

describe('options of a provider', () => {
  it('that fit have no problems, also with keywords and formats that only the plugin knows', async () => {
    assert.deepEqual(await optionProblems({...schema, 'x-order': 1}, {port: 1, pools: [{cidr: '10.0.0.0/8'}]}), [])
  })

  it('have all their problems told at once, with their places', async () => {
    const problems = await optionProblems(schema, {port: 0, mode: 'fastt', modes: 1, pools: [{cidr: 7}]})
    assert.deepEqual(problems.map(({path, message}) => [path.join('.'), message]).sort(), [
      ['mode', '"fastt" is not one of fast, safe; did you mean fast?'],
      ['modes', 'unknown field; did you mean mode?'],
      ['pools.0.cidr', 'expected a string, found the number 7; put quotes around it'],
      ['port', '0 must be >= 1'],
    ])
  })

  it('are missing where the schema wants them, unless more may come', async () => {
    assert.deepEqual((await optionProblems(schema, {})).map(({path, message}) => [path, message]), [[['port'], 'is missing']])
    assert.deepEqual(await optionProblems(schema, {}, {complete: false}), [])
  })

  it('are each too much for a provider that takes none', async () => {
    assert.deepEqual((await optionProblems(undefined, {a: 1, b: 2})).map(({path, message}) => [path, message]), [[['a'], 'it takes no options'], [['b'], 'it takes no options']])
    assert.deepEqual(await optionProblems(undefined, {}), [])
  })

  it('cannot be judged by a schema that is none, which is said instead of passing them', async () => {
    const [problem] = await optionProblems({type: 'objekt'}, {a: 1})
    assert.match(problem?.message ?? '', /^the schema that the plugin registered for them is wrong: /)
  })

  it('are refused with one error that names the options there are, and nothing is loaded', async () => {
    const load = () => assert.fail('loaded')
    const entry: Entry<object> = {plugin: 'kina-cni-x', bundled: false, registration: {apiVersion: 1, name: 'x', summary: 'X', options: schema, load}}
    await assert.rejects(checkOptions('cni', entry, {port: 'x', colour: 1}), (error: KinaError) => {
      assert.deepEqual([error.code, error.exit, error.message], ['E_CONFIG_INVALID', 2, 'Options of cni x are wrong'])
      assert.match(error.detail ?? '', /^port: expected a whole number, found the string "x"$/m)
      assert.match(error.detail ?? '', /^colour: unknown field$/m)
      assert.deepEqual(error.next, ['cni x takes: port, mode, pools. kina plugins inspect kina-cni-x describes them.', 'Nothing was created.'])
      return true
    })
    await checkOptions('cni', entry, {port: 1})
  })
})
