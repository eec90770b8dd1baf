import assert from 'node:assert/strict'
import {hostname, release} from 'node:os'
import {fakeContext} from '../../../src/testing/index.js'
import {ociBackend} from '../src/backend.js'
import {docker} from '../src/dialects/docker.js'
import {ociNode} from '../src/node.js'
import {lastLine, toolFor} from '../src/tool.js'

const here = {ServerVersion: '20.10.24+dfsg1', KernelVersion: release(), Name: hostname(), OperatingSystem: 'Debian', CgroupVersion: '1', DefaultRuntime: 'runc', SecurityOptions: ['name=seccomp,profile=default']}
const probe = (answer: object | Error) => ociBackend(docker).probe(fakeContext({answer: () => (answer instanceof Error || 'exitCode' in answer ? (answer as Error) : JSON.stringify(answer))}))
const reasonOf = async (answer: Parameters<typeof probe>[0]) => {
  const result = await probe(answer)
  assert.ok(!result.available)
  return result
}

describe('probe of docker', () => {
  it('names version and kernel', async () => {
    assert.deepEqual(await probe(here), {available: true, version: '20.10.24+dfsg1', kernel: release()})
  })

  it('not on PATH', async () => {
    assert.deepEqual(await reasonOf(new Error('docker info: spawn docker ENOENT')), {available: false, reason: 'docker is not on PATH', fix: 'install docker; kina doctor --fix does so where no runtime works yet', packages: docker.packages})
  })

  it('without a daemon, as clients say it from 23.0 on and before', async () => {
    const words = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
    const expected = {available: false, reason: `docker does not work: ${words}`, fix: docker.revival}
    assert.deepEqual(await reasonOf({exitCode: 1, stdout: '{"ServerVersion":""}', stderr: `${words}\n`}), expected)
    assert.deepEqual(await reasonOf({ServerErrors: [words], ClientInfo: {}}), expected)
  })

  it('rootless', async () => {
    assert.match((await reasonOf({...here, SecurityOptions: ['name=rootless']})).reason, /rootless/)
  })

  it('too old', async () => {
    assert.match((await reasonOf({...here, ServerVersion: '19.03.15'})).reason, /19\.03\.15 is too old/)
  })
})

describe('the engine of docker', () => {
  it('is read from info', () => {
    assert.deepEqual(docker.readEngine(here), {version: '20.10.24+dfsg1', kernel: release(), cgroup: 1, rootless: false, remote: false, ociRuntime: 'runc', network: 'bridge', dns: null, volumes: null})
  })

  it('is elsewhere when its kernel or its name is another, or when it is in a virtual machine', () => {
    const isRemote = (changes: object) => docker.readEngine({...here, ...changes}).remote
    assert.deepEqual([isRemote({KernelVersion: '6.1.0-other'}), isRemote({Name: 'other'}), isRemote({OperatingSystem: 'Docker Desktop'}), isRemote({})], [true, true, true, false])
  })
})

describe('the reason that a tool gives', () => {
  it('is its last line, but for advice', () => {
    assert.equal(lastLine('docker: Error response from daemon: port is taken.\n\nRun \'docker run --help\' for more information\n'), 'docker: Error response from daemon: port is taken.')
    assert.equal(lastLine("docker: no such image.\nSee 'docker run --help'.\n"), 'docker: no such image.')
    assert.deepEqual([lastLine('warning\nError: no storage\n'), lastLine('')], ['Error: no storage', ''])
  })
})

describe('exec of docker', () => {
  const run = (exitCode: number, {stdout = '', stderr = ''}) => {
    const tool = toolFor(docker, fakeContext({answer: () => ({exitCode, stdout, stderr})}))
    return ociNode(tool, {cluster: 'a', name: 'n', role: 'worker', labels: {}, image: 'i', running: true}).exec(['p'], {allowFailure: true})
  }

  it('rejects when the node is gone or stands still, or the daemon is away, in words of old clients and new ones', async () => {
    for (const stderr of [
      'Error: No such container: n',
      'Error response from daemon: No such container: n',
      'Error response from daemon: Container 0123 is not running',
      'Error response from daemon: container 0123 is not running',
      'Error response from daemon: Container n is paused, unpause the container before exec',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: connect: permission denied',
    ]) await assert.rejects(run(1, {stderr: `${stderr}\n`}), /p could not be run in node n/, stderr)
  })

  it('gives failures of the program back', async () => {
    assert.equal((await run(1, {stderr: 'Error: mine\n'})).exitCode, 1)
  })
})
