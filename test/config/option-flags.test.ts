import assert from 'node:assert/strict'
import {readOptionFlags} from '../../src/config/option-flags.js'

const schema = {
  type: 'object',
  properties: {
    mtu: {type: 'integer'},
    ratio: {type: 'number'},
    encrypt: {type: 'boolean'},
    version: {type: 'string'},
    either: {type: ['integer', 'string']},
    cidrs: {type: 'array', items: {type: 'string'}},
    ports: {type: 'array', items: {type: 'integer'}},
    pool: {type: 'object', properties: {size: {type: 'integer'}, name: {type: 'string'}}},
    labels: {type: 'object', additionalProperties: {type: 'string'}},
  },
}
const read = (...values: string[]) => readOptionFlags({flag: 'cni-option', values, schema})

describe('option flags', () => {
  it('are read by the type that the schema gives them', () => {
    const {options, problems} = read('mtu=1400', 'ratio=.5', 'encrypt=true', 'version=1.10', 'either=7')
    assert.deepEqual(problems, [])
    assert.deepEqual(options, {mtu: 1400, ratio: 0.5, encrypt: true, version: '1.10', either: 7})
  })

  it('reach into mappings with dots, and take a backslash for a dot of the key', () => {
    assert.deepEqual(read('pool.size=4', 'pool.name=a.b=c', 'labels.example\\.org/x=1').options, {pool: {size: 4, name: 'a.b=c'}, labels: {'example.org/x': '1'}})
  })

  it('make lists of repeated keys, and read lists and mappings as YAML', () => {
    assert.deepEqual(read('cidrs=10.0.0.0/8', 'cidrs=10.1.0.0/16', 'ports=[1, 2]', 'ports=3', 'pool={size: 4}').options, {cidrs: ['10.0.0.0/8', '10.1.0.0/16'], ports: [1, 2, 3], pool: {size: 4}})
  })

  it('stay the text that was typed where it does not fit, for the schema to refuse', () => {
    assert.deepEqual(read('mtu=big', 'encrypt=yes', 'unknown=1').options, {mtu: 'big', encrypt: 'yes', unknown: '1'})
    assert.deepEqual(readOptionFlags({flag: 'cni-option', values: ['mtu=1400']}).options, {mtu: '1400'})
  })

  it('keep an empty value, and every character behind the first sign', () => {
    assert.deepEqual(read('version=', 'pool.name= a = b ').options, {version: '', pool: {name: ' a = b '}})
  })

  it('say all that is not KEY=VALUE, or given twice', () => {
    const {problems} = read('mtu', '=1', 'pool..size=1', 'mtu=1', 'mtu=2', 'version=1', 'version.x=2')
    assert.deepEqual(problems, [
      '--cni-option: "mtu" is not KEY=VALUE, such as mtu=1400',
      '--cni-option: "=1" is not KEY=VALUE, such as mtu=1400',
      '--cni-option: "pool..size=1" is not KEY=VALUE, such as mtu=1400',
      '--cni-option: "mtu=2" is given twice',
      '--cni-option: "version.x=2" stands beside a value of version',
    ])
  })

  it('cannot reach what every object has', () => {
    const {options, problems} = read('__proto__.polluted=1', 'constructor=2')
    assert.deepEqual(problems, [])
    assert.equal(({} as {polluted?: unknown}).polluted, undefined)
    assert.equal(Object.getPrototypeOf(options), Object.prototype)
    assert.deepEqual(Object.keys(options), ['__proto__', 'constructor'])
  })
})
