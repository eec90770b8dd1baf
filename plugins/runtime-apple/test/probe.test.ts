import assert from 'node:assert/strict'
import {fakeContext, type FakeContext} from '../../../src/testing/index.js'
import {appleBackend} from '../src/backend.js'
import {fakeMac} from './mac.js'
import {status} from './recorded.js'

const probe = (ctx: FakeContext) => appleBackend.probe(ctx)
const cli = (version: string) => `container CLI version ${version} (build: release, commit: 0190097)\n`
const gone = (program: string) => new Error(`${program}: spawn ${program} ENOENT`)

/** What is wrong with a Mac, and what probe says of it. */
const REFUSED: readonly (readonly [what: string, answers: Parameters<typeof fakeMac>[0], reason: RegExp, fix: RegExp | null])[] = [
  ['not on PATH', {'container --version': gone('container')}, /container is not on PATH/, /brew install container.*system start --enable-kernel-install/],
  ['not on PATH of an Intel Mac', {'container --version': gone('container'), sysctl: {exitCode: 1, stderr: "unknown oid 'hw.optional.arm64'"}}, /Intel/, /--runtime podman/],
  ['another system', {'container --version': gone('container'), 'uname -s': 'Linux\n'}, /macOS alone, and this is Linux/, null],
  ['an Intel Mac', {sysctl: '0\n'}, /Intel processor/, /--runtime podman/],
  ['macOS 14', {sw_vers: '14.7.1\n'}, /this is macOS 14\.7\.1/, /softwareupdate/],
  ['container 0.9', {'container --version': cli('0.9.0')}, /container 0\.9\.0 is too old/, /brew upgrade container.*system start/],
  ['container 1.2.0', {'container --version': cli('1.2.0')}, /1\.2\.0 makes \/proc\/sys read-only/, /brew upgrade container/],
  ['a program of that name that is something else', {'container --version': 'usage: container FILE\n'}, /names no version: usage/, /brew upgrade/],
  ['the service stopped', {'container system status': {exitCode: 1, stdout: status.stopped}}, /service of container does not run \(unregistered\)/, /^container system start --enable-kernel-install$/],
  ['the service stopped, from 1.4.1 on', {'container system status': {exitCode: 1, stdout: '{"status":"not running"}\n'}}, /does not run \(not running\)/, /^container system start --enable-kernel-install$/],
  ['the service hangs', {'container system status': new Error('container system: no answer within 10 s')}, /does not answer within 10 s: container system status hangs/, /container system stop && container system start/],
  ['no kernel', {readlink: {exitCode: 1}}, /no kernel is installed.*com\.apple\.container\/kernels\/default\.kernel-arm64$/, /^container system kernel set --recommended$/],
  ['a kernel that is gone', {'test -e': {exitCode: 1}}, /no kernel is installed/, /kernel set --recommended/],
]

describe('probe of apple', () => {
  it('names the version and the kernel that new nodes boot', async () => {
    assert.deepEqual(await probe(fakeMac()), {available: true, version: '1.2.2', kernel: 'vmlinux-6.18.15-186'})
  })

  for (const [what, answers, reason, fix] of REFUSED) {
    it(`${what}: says so, and what mends it`, async () => {
      const result = await probe(fakeMac(answers))
      assert.ok(!result.available)
      assert.match(result.reason, reason)
      if (fix === null) assert.ok(!('fix' in result), 'there is nothing to be done')
      else assert.match(result.fix ?? '', fix)
    })
  }

  it('macOS 15 is good for one node', async () => {
    const result = await probe(fakeMac({sw_vers: '15.6\n'}))
    assert.ok(result.available)
    assert.deepEqual(result.nodeLimit, {max: 1, reason: 'on macOS 15.6 containers do not reach each other; that takes macOS 26, which softwareupdate --list shows where this Mac can have it'})
  })

  for (const version of ['1.0.0', '1.1.0', '1.2.1', '1.2.2']) {
    it(`container ${version} is good, without a note`, async () => {
      const result = await probe(fakeMac({'container --version': cli(version), 'container system status': status.flat(version)}))
      assert.deepEqual(result, {available: true, version, kernel: 'vmlinux-6.18.15-186'})
    })
  }

  it('a newer container is good, with a note; where its service names no version there is none about that', async () => {
    const result = await probe(fakeMac({'container --version': cli('1.4.1'), 'container system status': status.nested()}))
    assert.ok(result.available)
    assert.equal(result.notes?.length, 1)
    assert.match(result.notes[0] ?? '', /1\.4\.1 is newer than 1\.2\.2.*kina doctor --runtime apple --report/)
  })

  it('a service that was not restarted after an upgrade is a note', async () => {
    const result = await probe(fakeMac({'container system status': status.flat('1.1.0')}))
    assert.ok(result.available)
    assert.match(result.notes?.join() ?? '', /is 1\.2\.2, but its service still runs 1\.1\.0: container system stop/)
  })

  it('a notice of a debug build on standard error changes nothing', async () => {
    const noise = 'Warning! Running debug build. Performance may be degraded.\n'
    const result = await probe(fakeMac({'container --version': {stdout: cli('1.2.2'), stderr: noise}, 'container system status': {stdout: status.flat(), stderr: noise}}))
    assert.ok(result.available)
  })

  it('a kernel without a version in its name is named by its content too', async () => {
    const result = await probe(fakeMac({readlink: '/k/vmlinux\n', cksum: '4038471504 75 /k/vmlinux\n'}))
    assert.ok(result.available)
    assert.equal(result.kernel, 'vmlinux-4038471504')
  })

  it('an aborted probe rejects', async () => {
    await assert.rejects(probe(fakeContext({signal: AbortSignal.abort(new Error('Ctrl-C'))})), /Ctrl-C/)
  })

  it('changes nothing', async () => {
    const ctx = fakeMac()
    await probe(ctx)
    assert.deepEqual(ctx.calls.map(({argv}) => argv[0] === 'container' ? argv.join(' ') : argv[0]), ['container --version', 'sw_vers', 'sysctl', 'container system status --format json', 'readlink', 'test'])
    assert.ok(ctx.calls.every(({options}) => options.timeoutSeconds !== undefined))
  })
})
