import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, leftOver, macWithGuests, shell, whyNoGuests} from './emulated-mac.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: programs in guests of the emulated container: ${reason}`)

;(reason === null ? describe : describe.skip)('programs in guests of the emulated container', () => {
  let mac: EmulatedMac

  before(async () => {
    mac = await macWithGuests({version: '1.1.0'})
    await container(mac, 'run', '--detach', '--name', 'guest', '--cap-add', 'ALL', '--entrypoint', 'sleep', image, '10000')
  })

  after(async () => {
    const {id} = mac.state().settings
    await mac.remove()
    assert.deepEqual(await leftOver(id), [])
  })

  it('exec gives exit codes, signals and missing programs as the contract says [exec.exit-code] [exec.missing-program]', async () => {
    assert.equal((await mac.run(['exec', 'guest', 'sh', '-c', 'exit 7'])).code, 7)
    assert.equal((await mac.run(['exec', 'guest', 'sh', '-c', 'kill -9 $$'])).code, 137)
    const missing = await mac.run(['exec', 'guest', 'no-such-program'])
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /^Error: .*failed to find target executable no-such-program/m)
  })

  it('exec appends variables, also ones that are there [exec.env]', async () => {
    const text = await container(mac, 'exec', '--env', 'PATH=/nowhere', '--env', 'A=1', 'guest', 'cat', '/proc/self/environ')
    const paths = text.split('\0').filter((entry) => /^(PATH|A)=/.test(entry))
    assert.equal(paths.length, 3)
    assert.deepEqual(paths.slice(1), ['PATH=/nowhere', 'A=1'])
  })

  it('exec passes 100 MiB through, byte for byte, and no input without being told [exec.stdin]', async () => {
    const input = Buffer.alloc(100 * 2 ** 20, 'all the bytes of a large archive\n')
    const {code, bytes} = await mac.run(['exec', '--interactive', 'guest', 'cat'], {input})
    assert.equal(code, 0)
    assert.equal(sha(bytes), sha(input))
    assert.equal((await mac.run(['exec', 'guest', 'cat'], {input: 'unseen'})).stdout, '')
  })

  it('exec fails when something still holds the output three seconds after the end [exec.drain]', async () => {
    const held = await mac.run(['exec', 'guest', 'sh', '-c', 'sleep 60 & echo done'])
    assert.equal(held.code, 1)
    assert.match(held.stderr, /Error: failed to exec process CancellationError/)
    assert.equal((await mac.run(['exec', 'guest', 'sh', '-c', 'sleep 60 > /dev/null 2>&1 & echo done'])).code, 0)
  })

  it('exec on a terminal is one', async () => {
    const {code, stdout} = await mac.run(['exec', '--interactive', '--tty', 'guest', 'sh'], {input: 'tty; exit 6\n'})
    assert.equal(code, 6)
    assert.match(stdout, /\/dev\/pts\/\d+\r$/m)
  })

  it('exec detached goes on after the call', async () => {
    await container(mac, 'exec', '--detach', 'guest', 'sh', '-c', 'sleep 1; echo over > /root/detached')
    await shell(mac, 'guest', 'until test -s /root/detached; do sleep 0.1; done')
  })

  it('a signal to the call reaches the program', async () => {
    const end = new AbortController()
    const running = mac.run(['exec', 'guest', 'sh', '-c', 'trap "exit 9" TERM; touch /root/ready; while true; do sleep 0.1; done'], {signal: end.signal})
    await shell(mac, 'guest', 'until test -e /root/ready; do sleep 0.1; done')
    end.abort()
    assert.equal((await running).code, 9)
  })

  it('in the foreground the streams stay apart, and the code is the program\'s', async () => {
    const {code, stdout, stderr} = await mac.run(['run', '--rm', '--entrypoint', 'sh', image, '-c', 'echo out; echo err >&2; exit 5'])
    assert.deepEqual([code, stdout, stderr], [5, 'out\n', 'err\n'])
    assert.equal((await mac.run(['run', '--rm', '--interactive', '--entrypoint', 'cat', image], {input: 'piped'})).stdout, 'piped')
  })

  it('what cannot run leaves no container', async () => {
    const missing = await mac.run(['run', '--name', 'gone', '--entrypoint', 'no-such-program', image])
    assert.deepEqual([missing.code, /failed to find target executable no-such-program/.test(missing.stderr)], [1, true])
    const user = await mac.run(['run', '--detach', '--name', 'gone', '--user', 'nobody-of-this-name', '--entrypoint', 'sleep', image, '10'])
    assert.deepEqual([user.code, /unable to find user nobody-of-this-name/.test(user.stderr)], [1, true])
    assert.ok(!(await container(mac, 'list', '--all', '--quiet')).includes('gone'))
  })
})

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
