import assert from 'node:assert/strict'
import type {ImageRecipe} from 'kina/plugin'
import {fakeContext, registrationsOf} from 'kina/testing'
import {buildArgs} from '../src/build-args.js'
import {builder} from '../src/builder.js'
import hook from '../src/register.js'

const recipe: ImageRecipe = {ref: 'kina/node:v0', arch: 'amd64', directory: '/recipe', target: 'base', args: {BASE: 'debian:12'}, labels: {a: 'b c'}}
const info = JSON.stringify({version: {Version: '5.4.2'}, host: {arch: 'amd64', cgroupVersion: 'v1', ociRuntime: {name: 'crun'}}})

describe('__NAME__', () => {
  it('registers one image builder, and loads it on demand', async () => {
    const {imageBuilders} = await registrationsOf(hook)
    assert.deepEqual(imageBuilders.map(({name}) => name), ['__NAME__'])
    assert.deepEqual(Object.keys((await imageBuilders[0]?.load()) ?? {}), Object.keys(builder))
  })

  it('builds what the recipe says', () => {
    assert.deepEqual(buildArgs(recipe, 'amd64'), [
      ...['build', '--file', '/recipe/Containerfile', '--layers', '--pull=missing', '--target', 'base'],
      ...['--build-arg', 'BASE=debian:12', '--label', 'a=b c', '--tag', 'kina/node:v0', '/recipe'],
    ])
    assert.ok(buildArgs({...recipe, arch: 'arm64'}, 'amd64').includes('linux/arm64'))
    assert.ok(buildArgs({...recipe, args: {BASE: 'localhost/debian:1'}}, 'amd64').includes('--pull=never'))
  })

  it('takes runc on cgroup v1', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv.includes('info') ? info : '')})
    await builder.build(recipe, ctx)
    assert.deepEqual(ctx.calls.at(-1)?.argv.slice(0, 4), ['podman', '--runtime', 'runc', 'build'])
  })

  it('says why it is not available, and why a build failed', async () => {
    const probe = await builder.probe(fakeContext({answer: () => new Error('spawn podman ENOENT')}))
    assert.ok(!probe.available)
    assert.match(probe.reason, /ENOENT/)
    const failing = fakeContext({answer: ({argv}) => (argv.includes('info') ? info : {exitCode: 1, stderr: 'Error: no space left on device\n'})})
    await assert.rejects(builder.build(recipe, failing), /kina\/node:v0 could not be built: Error: no space left/)
  })
})
