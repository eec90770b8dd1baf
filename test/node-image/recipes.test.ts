import assert from 'node:assert/strict'
import {fill} from '../../src/node-image/recipes.js'

describe('a template of a recipe', () => {
  it('is filled with the parts of a version', () => {
    assert.equal(fill('{version} {bare} {major} {minor} {patch}', 'v1.37.2'), 'v1.37.2 1.37.2 1 37 2')
  })

  it('has what Go adds to the path of a module from version 2 on', () => {
    assert.equal(fill('example.org/m{goMajor}@{version}', 'v1.7.18'), 'example.org/m@v1.7.18')
    assert.equal(fill('example.org/m{goMajor}@{version}', 'v2.4.2'), 'example.org/m/v2@v2.4.2')
    assert.equal(fill('example.org/m{goMajor}', 'v0.26.7'), 'example.org/m')
  })

  it('takes values of the caller, and refuses a name it does not know', () => {
    assert.equal(fill('{base}/{arch}', 'v1.0.0', {base: 'https://mirror.example', arch: 'arm64'}), 'https://mirror.example/arm64')
    assert.throws(() => fill('{bas}', 'v1.0.0'), /unknown name \{bas\}/)
  })
})
