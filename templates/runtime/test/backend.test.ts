import assert from 'node:assert/strict'
import {fakeContext, registrationsOf, testNode} from 'kina/testing'
import {backend} from '../src/backend.js'
import {ulimits} from '../src/host.js'
import hook from '../src/register.js'
import {runArgs} from '../src/run-args.js'

const info = (host = {}) => JSON.stringify({version: {Version: '5.4.2'}, host: {kernel: '6.12.0', cgroupVersion: 'v2', networkBackend: 'netavark', ociRuntime: {name: 'crun'}, security: {rootless: false}, ...host}})

describe('__NAME__', () => {
  it('registers one runtime, and loads it on demand', async () => {
    const {runtimes} = await registrationsOf(hook)
    assert.deepEqual(runtimes.map(({name}) => name), ['__NAME__'])
    assert.deepEqual(Object.keys((await runtimes[0]?.load()) ?? {}), Object.keys(backend))
  })

  it('is available with a rootful Podman', async () => {
    assert.deepEqual(await backend.probe(fakeContext({answer: () => info()})), {available: true, version: '5.4.2', kernel: '6.12.0'})
  })

  it('says why it is not', async () => {
    const reasonOf = async (answer: string | Error) => {
      const probe = await backend.probe(fakeContext({answer: () => answer}))
      return probe.available ? 'available' : probe.reason
    }
    assert.match(await reasonOf(new Error('spawn podman ENOENT')), /cannot be started/)
    assert.match(await reasonOf(info({security: {rootless: true}})), /rootless/)
    assert.match(await reasonOf(info({networkBackend: 'cni'})), /netavark/)
  })

  it('asks for no higher limits than the host has', () => {
    const proc = 'Max processes             96365                96365                processes\nMax open files            1024                 20000                files\n32768\n'
    assert.deepEqual(ulimits(proc), ['--ulimit', 'nofile=20000:20000', '--ulimit', 'nproc=32768:32768'])
  })

  it('starts a node as planned, and hides its labels from other runtimes', () => {
    const node = testNode('dev', {name: 'dev-worker', image: 'kina/node:v0', aliases: ['dev-api'], ports: [{hostAddress: '127.0.0.1', hostPort: 40000, nodePort: 6443, protocol: 'tcp'}]})
    const args = runArgs(node, {cluster: 'dev', network: 'n', volume: 'v'}, {global: ['--runtime', 'runc'], ulimits: [], modules: false})
    assert.deepEqual(args.slice(0, 3), ['--runtime', 'runc', 'run'])
    assert.equal(args.at(-1), 'kina/node:v0')
    for (const expected of ['127.0.0.1:40000:6443/tcp', 'dev-api', 'v:/var:suid,exec,dev']) assert.ok(args.includes(expected), expected)
    const labels = args.filter((_, i) => args[i - 1] === '--label')
    assert.deepEqual(labels.map((label) => label.split('=')[0]), ['__NAME__.kina.example/cluster', '__NAME__.kina.example/node'])
  })
})
