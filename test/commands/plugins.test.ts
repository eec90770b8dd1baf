import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'
import {program, registeredFake, withUser, type Run, type User} from './kina.js'

const BAD = {
  'fake-throws': /this plugin always throws/,
  'fake-hangs': /within 3 s|Timed out/,
  'fake-unloadable': /kina-no-such-package/,
}

describe('a plugin of the user that does not work', function () {
  this.timeout(30_000)

  for (const [plugin, reason] of Object.entries(BAD)) {
    describe(plugin, () => {
      it('is one warning with its name, and the other plugins are used', () =>
        withUser(['fake-runtime', plugin], async ({kina}) => {
          const fake = await registeredFake()
          const {exitCode, stdout, stderr} = await kina(['cluster', 'list'])
          assert.deepEqual([exitCode, stdout], [0, 'There are no clusters. Create one: kina cluster create\n'])
          assert.match(stderr, /^\[warn\] The plugin kina-\S+ is not used: .+\n$/)
          assert.match(stderr, new RegExp(`kina-${plugin}`))
          assert.match(stderr, reason)
          assert.ok(fake.calls.includes('listClusters'))
        }))

      it('does not stand in the way of kina --version and kina plugins', () =>
        withUser([plugin], async ({kina}) => {
          assert.match((await kina(['--version'])).stdout, /^kina\/\d/)
          const {exitCode, stdout} = await kina(['plugins'])
          assert.equal(exitCode, 0)
          assert.match(stdout, new RegExp(`kina-${plugin}`))
        }))
    })
  }

  it('is not even looked at with KINA_NO_USER_PLUGINS=1', () =>
    withUser(['fake-throws', 'fake-stuck'], async ({kina}) => {
      assert.deepEqual(await kina(['cluster', 'list'], {KINA_NO_USER_PLUGINS: '1'}), {exitCode: 0, stdout: 'There are no clusters. Create one: kina cluster create\n', stderr: ''})
    }))

  it('leaves standard output to the document with --json', () =>
    withUser(['fake-throws'], async ({kina}) => {
      const {stdout, stderr} = await kina(['cluster', 'list', '--json'])
      assert.deepEqual(JSON.parse(stdout), {clusters: []})
      const note = JSON.parse(stderr) as {type: string; level: string; text: string}
      assert.deepEqual([note.type, note.level], ['note', 'warn'])
      assert.match(note.text, /kina-fake-throws/)
    }))

  it('that is asked for is the cause of the error', () =>
    withUser(['fake-throws'], async ({kina}) => {
      const {exitCode, stderr} = await kina(['cluster', 'create', '--cni', 'throws'])
      assert.equal(exitCode, 2)
      assert.match(stderr, /^ +kina-fake-throws: this plugin always throws$/m)
    }))

  // Each in a process of its own: what never settles must not keep it alive either.
  for (const plugin of ['fake-hangs', 'fake-stuck']) {
    it(`does not keep kina from going on and from ending: ${plugin}`, () =>
      withUser([plugin], async (user) => {
        const {exitCode, stdout, stderr} = await start(user, ['cluster', 'list']).ended
        assert.deepEqual([exitCode, stdout], [0, 'There are no clusters. Create one: kina cluster create\n'])
        assert.match(stderr, new RegExp(`^\\[warn\\] The plugin kina-${plugin} is not used: .*(within 3 s|Timed out).*\n$`))
      }))
  }

  it('does not keep kina from ending when it leaves something open', () =>
    withUser(['fake-lingers'], async (user) => {
      const {exitCode, stdout} = await start(user, ['cluster', 'list', '--json']).ended
      assert.deepEqual([exitCode, JSON.parse(stdout)], [0, {clusters: []}])
    }))

  it('does not stand in the way of kina --version when its import never ends', () =>
    withUser(['fake-stuck'], async ({kina}) => assert.match((await kina(['--version'])).stdout, /^kina\/\d/)))
})

describe('Ctrl-C', function () {
  this.timeout(60_000)

  it('while kina looks into an image ends it with 130, and leaves nothing', () =>
    withUser(['fake-runtime'], async (user) => {
      const kina = start(user, ['cluster', 'create', 'dev', '--image', 'example.org/node:v1', '--cni', 'fake'], {KINA_FAKE_BOOT_MS: '20000', KINA_DEBUG: '1'})
      await kina.says('a node boots')
      kina.interrupt()
      const {exitCode, stderr} = await kina.ended
      assert.equal(exitCode, 130, stderr)
      assert.match(stderr, /tidying up/)
      assert.match(stderr, /Code: E_INTERRUPTED/)
    }))
})

interface Running {
  readonly ended: Promise<Run>
  readonly interrupt: () => void
  /** Once this is on standard error. */
  readonly says: (words: string) => Promise<void>
}

/** kina as a program of its own. */
function start(user: User, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [program, ...args], {env: {...user.env, ...env}, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000, killSignal: 'SIGKILL'})
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(([stdout, stderr, [code]]) => ({exitCode: code as number, stdout, stderr}))
  const says = async (words: string) => {
    for (let said = ''; !said.includes(words); ) said += String(await Promise.race([once(child.stderr, 'data'), ended.then(({stderr}) => Promise.reject(new Error(`kina has ended: ${stderr}`)))]))
  }
  return {ended, says, interrupt: () => void child.kill('SIGINT')}
}
