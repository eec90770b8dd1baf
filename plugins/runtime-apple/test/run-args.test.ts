import assert from 'node:assert/strict'
import {testNode} from '../../../src/testing/index.js'
import {decodeLabels, labelFlag} from '../src/labels.js'
import {problemsOf, runFlags, type Placement} from '../src/run-args.js'

const place: Placement = {cluster: 'a', network: 'kina-a', platform: 'linux/arm64', flags: new Set(['--masked-path', '--read-only-path'])}
const node = testNode('a', {name: 'a-control-plane', image: 'kina/node:v1.31.0', role: 'control-plane'})
const mount = {hostPath: '/Users/me/src', nodePath: '/src', readOnly: true, propagation: 'none'} as const

describe('flags of container run', () => {
  it('a node without more', () => {
    assert.equal(
      runFlags(node, place).join(' '),
      '--name a-control-plane --label io.kina.cluster=a --label io.kina.role=control-plane --platform linux/arm64 --cap-add ALL --masked-path NONE --read-only-path NONE ' +
        '--memory 4096M --tmpfs /run --tmpfs /tmp --network kina-a',
    )
  })

  it('a node with all', () => {
    const ports = [{hostAddress: '127.0.0.1', hostPort: 6445, nodePort: 6443, protocol: 'tcp'} as const, {hostAddress: '::1', hostPort: 53, nodePort: 53, protocol: 'udp'} as const]
    const full = {...node, aliases: ['a-api', 'b'], ports, mounts: [mount, {...mount, hostPath: '/with:colon', readOnly: false}], cpus: 1.5, memoryMiB: 2048, kernel: '/k/vmlinux'}
    assert.equal(
      runFlags(full, {...place, mtu: 1500, volume: 'v'}).join(' '),
      '--name a-control-plane --label io.kina.aliases=a-api b --label io.kina.cluster=a --label io.kina.role=control-plane --platform linux/arm64 --cap-add ALL ' +
        '--masked-path NONE --read-only-path NONE --cpus 2 --memory 2048M --tmpfs /run --tmpfs /tmp --volume v:/var --volume /Users/me/src:/src:ro ' +
        '--mount type=bind,source=/with:colon,target=/src --network kina-a,mtu=1500 --publish 127.0.0.1:6445:6443/tcp --publish [::1]:53:53/udp --kernel /k/vmlinux',
    )
  })

  it('a version without masks gets no flag against them', () => {
    assert.ok(!runFlags(node, {...place, flags: new Set()}).some((flag) => flag.includes('-path')))
  })

  it('labels arrive whatever their value, though the tool splits at every "="', () => {
    for (const value of ['a=b==c', '%', '%3D', '%253D', '100 % = "all"', 'ünïcode', '']) {
      const [name = '', ...rest] = labelFlag('n', value).split('=')
      assert.equal(rest.length, 1, value)
      assert.deepEqual(decodeLabels({[name]: rest[0] ?? ''}), {n: value})
    }
  })

  it('says what no flag can', () => {
    const bad = {
      ...node,
      mounts: [{...mount, propagation: 'bidirectional'} as const, {...mount, nodePath: '/a:b'}, {...mount, hostPath: '/a:b,c'}, mount],
      ports: [{hostAddress: '127.0.0.1', hostPort: 1, nodePort: 1, protocol: 'sctp'} as const, {hostAddress: '127.0.0.1', hostPort: 0, nodePort: 2, protocol: 'tcp'} as const],
    }
    const problems = problemsOf(bad)
    assert.equal(problems.length, 5)
    assert.match(problems.join('\n'), /propagation bidirectional[^]*\/a:b has[^]*does not take[^]*SCTP[^]*port 2 of node a-control-plane/)
    assert.deepEqual(problemsOf({...node, mounts: [mount]}), [])
  })
})
