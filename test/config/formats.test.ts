import assert from 'node:assert/strict'
import {parseDuration} from '../../src/config/duration.js'
import {formatNamed, formats} from '../../src/config/formats.js'
import {parseMemory} from '../../src/config/memory.js'

const digest = `sha256:${'a'.repeat(64)}`

/** A format, texts it takes, and texts it refuses. */
const cases: readonly [keyof typeof formats, readonly string[], readonly string[]][] = [
  ['kubernetes-version', ['v1.31.0', 'v1.32.0-rc.1'], ['1.31.0', 'v1.31', 'v1.31.0 ', 'v01.31.0', 'latest', '']],
  [
    'image-reference',
    ['node', 'kindest/node:v1.31.0', `kindest/node:v1@${digest}`, `localhost:5000/a/b@${digest}`, 'A.example/x'],
    ['', 'Node', 'a b', 'node:', 'node@sha256:1', '/node', 'a//b', 'http://a/b'],
  ],
  ['provider-name', ['ptp', 'my-cni2'], ['', 'Ptp', '-a', 'a_b', 'a--b']],
  ['dns-subdomain', ['cluster.local', 'k8s'], ['', '.local', 'a..b', 'Cluster', `${'a.'.repeat(127)}`]],
  ['label-key', ['a', 'example.com/A_b.c', 'a'.repeat(63)], ['', '/a', 'a/', 'a/b/c', 'UP/a', '-a', 'a'.repeat(64)]],
  ['label-value', ['', 'a', 'A.b_c-1'], ['-a', 'a b', 'a/b', 'a'.repeat(64)]],
  ['duration', ['0', '90s', '1h30m', '1.5h', '250ms'], ['', '5', '5 m', '-1s', '1d', 's']],
  ['memory', ['512MiB', '2GiB', '1.5Gi', '2 GiB'], ['', '2', '2GB', '2G', '0GiB', '-1GiB', '0.5MiB']],
  ['node-path', ['/x'], ['', 'x', './x']],
  ['host-path', ['x', '/x'], ['']],
  ['protocol', ['tcp', 'UDP', 'Sctp', ''], ['icmp', 'tcp ']],
  ['ipv4', ['0.0.0.0', '127.0.0.1'], ['', '::1', '[::1]', '127.1', '256.0.0.1', 'localhost']],
  ['ipv4-cidr', ['10.0.0.0/8', '10.0.0.1/16'], ['', '10.0.0.0', 'fd00::/56', '10.0.0.0/16,fd00::/56', '10.0.0.0/33']],
]

describe('formats', () => {
  for (const [name, good, bad] of cases) {
    it(name, () => {
      for (const text of good) assert.equal(formats[name](text), undefined, text)
      for (const text of bad) assert.ok(formats[name](text), `${JSON.stringify(text)} was taken`)
    })
  }

  it('says that IPv6 is to come rather than that it is wrong', () => {
    assert.match(formats.ipv4('::') ?? '', /not supported by kina yet/)
    assert.match(formats['ipv4-cidr']('fd00::/56') ?? '', /not supported by kina yet/)
  })

  it('throws on a name no schema may use', () => {
    assert.throws(() => formatNamed('absent'), /No such format: absent/)
  })
})

describe('parseDuration and parseMemory', () => {
  it('give seconds', () => {
    assert.deepEqual(['0', '0s', '90s', '1h2m3s', '1.5m', '250ms'].map(parseDuration), [0, 0, 90, 3723, 90, 0.25])
  })

  it('give whole MiB', () => {
    assert.deepEqual(['512MiB', '2GiB', '1.5Gi', '1.5Mi'].map(parseMemory), [512, 2048, 1536, 1])
  })
})
