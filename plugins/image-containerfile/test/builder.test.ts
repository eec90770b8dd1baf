import assert from 'node:assert/strict'
import {fakeContext} from '../../../src/testing/index.js'
import {buildArgs} from '../src/build-args.js'
import {containerfileBuilder} from '../src/builder.js'
import {docker} from '../src/tools/docker.js'
import {podman} from '../src/tools/podman.js'

const recipe = {ref: 'kina/node:v1.31.0', arch: 'amd64', directory: '/d', target: 'base', args: {BASE: 'docker.io/library/debian:12-slim', A: 'b c'}, labels: {'io.kina.inputs': '0123'}} as const
const info = (cgroupVersion = 'v2', name = 'crun') => JSON.stringify({host: {arch: 'amd64', cgroupVersion, ociRuntime: {name}}, version: {Version: '4.3.1'}})

describe('containerfile builder', () => {
  it('podman', () => {
    assert.deepEqual(buildArgs(recipe, podman, podman.readInfo(JSON.parse(info()))), [
      ...['podman', 'build', '--file', '/d/Containerfile', '--target', 'base', '--layers', '--pull=missing'],
      ...['--build-arg', 'A=b c', '--build-arg', 'BASE=docker.io/library/debian:12-slim', '--label', 'io.kina.inputs=0123', '--tag', 'kina/node:v1.31.0', '/d'],
    ])
  })

  it('podman: a base of its own, cgroup v1 under crun, another architecture', () => {
    const {target: _, ...whole} = recipe
    assert.deepEqual(buildArgs({...whole, arch: 'arm64', args: {BASE: 'localhost/kina/debian:1'}, labels: {}}, podman, podman.readInfo(JSON.parse(info('v1')))), [
      ...['podman', '--runtime', 'runc', 'build', '--file', '/d/Containerfile', '--platform', 'linux/arm64', '--layers', '--pull=never'],
      ...['--build-arg', 'BASE=localhost/kina/debian:1', '--tag', 'kina/node:v1.31.0', '/d'],
    ])
  })

  it('podman: files and image of the time that the recipe gives', () => {
    const args = buildArgs({...recipe, args: {SOURCE_DATE_EPOCH: '1723507200'}}, podman, podman.readInfo(JSON.parse(info())))
    assert.deepEqual(args.filter((arg) => arg.includes('1723507200')), ['--timestamp=1723507200', 'SOURCE_DATE_EPOCH=1723507200'])
  })

  it('docker', () => {
    assert.deepEqual(buildArgs(recipe, docker, docker.readInfo({ServerVersion: '28', Architecture: 'x86_64'})), [
      ...['docker', 'build', '--file', '/d/Containerfile', '--target', 'base', '--force-rm', '--build-arg', 'A=b c', '--build-arg', 'BASE=docker.io/library/debian:12-slim'],
      ...['--label', 'io.kina.inputs=0123', '--tag', 'kina/node:v1.31.0', '/d'],
    ])
  })

  it('docker: a client before 23.0 says that there is no daemon, and ends with success', async () => {
    const result = await containerfileBuilder(docker).probe(fakeContext({answer: () => JSON.stringify({ServerErrors: ['Cannot connect to the Docker daemon']})}))
    assert.deepEqual(result, {available: false, reason: 'docker does not work: Cannot connect to the Docker daemon', fix: 'docker info must answer'})
  })

  it('shows the steps, and keeps the rest for those who ask', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv.includes('build') ? 'STEP 1/2: FROM base\nReading lists\n' : info())})
    await containerfileBuilder(podman).build(recipe, ctx)
    assert.deepEqual(ctx.logged, ['info: STEP 1/2: FROM base', 'debug: Reading lists'])
  })

  it('podman: the shell around it takes what an aborted one leaves', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv.includes('build') ? '' : info())})
    await containerfileBuilder(podman).build(recipe, ctx)
    const build = ctx.calls.map(({argv}) => argv).find((argv) => argv.includes('build'))!
    assert.deepEqual([build.slice(0, 2), build.slice(3)], [['sh', '-c'], ['sh', ...buildArgs(recipe, podman, podman.readInfo(JSON.parse(info())))]])
  })

  it('a failed build ends with the reason, and the end of the output as detail', async () => {
    const ctx = fakeContext({answer: ({argv}) => (argv.includes('build') ? {exitCode: 1, stdout: 'STEP 1/2: RUN x\nx: not found\n', stderr: 'Error: while running runtime: exit status 127\n'} : info())})
    await assert.rejects(containerfileBuilder(podman).build(recipe, ctx), (error: Error & {detail?: string}) => {
      assert.equal(error.message, 'the image kina/node:v1.31.0 could not be built: Error: while running runtime: exit status 127')
      assert.match(error.detail ?? '', /x: not found\nError: while/)
      return true
    })
  })

  it('probe says when the tool is not there', async () => {
    const result = await containerfileBuilder(podman).probe(fakeContext({answer: () => new Error('podman info: spawn podman ENOENT')}))
    assert.deepEqual(result, {available: false, reason: 'podman is not on PATH', fix: 'kina doctor --fix'})
  })
})
