import assert from 'node:assert/strict'
import {fails, ok, onMac} from './on-a-mac.ts'

/** What takes a real guest is shown by the conformance tests: signals, large input, what is left running. */
describe('emulated container: programs inside', () => {
  const mac = onMac({version: '1.2.2'})
  before(() => ok(mac(), 'run', '-d', '--name', 'p1', '-e', 'A=container', 'box'))

  it('ends with the code of the program [exec.exit-code]', async () => {
    for (const code of [0, 1, 7, 125, 126, 127, 137]) assert.equal((await mac().run(['exec', 'p1', 'exit', String(code)])).code, code)
  })

  it('a missing program is an error of the tool, exit 1; through env it is 127 [exec.missing-program]', async () => {
    await fails(mac(), ['exec', 'p1', 'no-such-program'], {says: /^Error: failed to start process .*failed to find target executable no-such-program/m})
    assert.equal((await mac().run(['exec', 'p1', 'env', 'no-such-program'])).code, 127)
  })

  it('--env adds one more of the same name; env replaces [exec.env]', async () => {
    const lines = (await ok(mac(), 'exec', '--env', 'A=exec', '--env', 'B=exec', 'p1', 'env')).trim().split('\n')
    assert.deepEqual(lines.filter((line) => /^[AB]=/.test(line)), ['A=container', 'A=exec', 'B=exec'])
    const replaced = (await ok(mac(), 'exec', 'p1', 'env', 'A=env', 'env')).trim().split('\n')
    assert.deepEqual(replaced.filter((line) => line.startsWith('A=')), ['A=env'])
  })

  it('standard input arrives with --interactive alone [exec.stdin]', async () => {
    const input = Buffer.from(Array.from({length: 300_000}, (_, i) => i % 256))
    const given = await mac().run(['exec', '-i', 'p1', 'cat'], {input})
    assert.deepEqual([given.code, given.bytes.equals(input)], [0, true])
    assert.equal((await mac().run(['exec', 'p1', 'cat'], {input})).stdout, '')
  })

  it('needs a running container that is there [exec.stopped]', async () => {
    await ok(mac(), 'create', '--name', 'created', 'box')
    await fails(mac(), ['exec', 'created', 'true'], {says: 'Error: container created is not running'})
    await fails(mac(), ['exec', 'no-such', 'true'], {says: 'Error: get failed: container no-such not found'})
  })

  it('detached it prints the id of the container', async () => {
    assert.equal(await ok(mac(), 'exec', '--detach', 'p1', 'sleep', '1'), 'p1\n')
  })

  it('many at once are no matter', async () => {
    const answers = await Promise.all(Array.from({length: 16}, async (_, i) => ok(mac(), 'exec', 'p1', 'echo', String(i))))
    assert.deepEqual(answers.map(Number), Array.from({length: 16}, (_, i) => i))
  })
})
