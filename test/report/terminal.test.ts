import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {describe, it} from 'mocha'
import {makeSteps} from '../../src/report/step.js'
import {terminalReporter} from '../../src/report/terminal.js'
import {MemoryStream, STORY} from './recording.js'

/** What stands on the screen in the end: after the last time that the board was wiped. */
function screen(stream: MemoryStream): string {
  return stream.text.slice(stream.text.lastIndexOf('✔ Node image'))
}

const CHILD = fileURLToPath(new URL('terminal-child.ts', import.meta.url))

describe('the terminal', function () {
  this.timeout(20_000)

  it('keeps the last state of every step, in the order of their start, and the error below', async () => {
    const stream = new MemoryStream(true)
    const reporter = terminalReporter(stream)
    for (const event of STORY) reporter.emit(event)
    await reporter.close()
    assert.equal(
      screen(stream).split('\nError:')[0],
      `✔ Node image 20.0 s
↓ Workers skipped: there are none
⚠ Only 3.9 GB of memory.
ℹ Using podman.
✔ Control plane 1 min 14 s
✖ CNI ptp failed 4.0 s
`,
    )
    assert.match(stream.text, /\nError: CNI ptp failed\.\nCode: E_CNI_FAILED\n/)
    assert.ok(stream.written.lastIndexOf('\u001B[?25h') > stream.written.lastIndexOf('\u001B[?25l'), 'the cursor is back')
  })

  it('shows the latest progress below each running step, several at once', async () => {
    const stream = new MemoryStream(true)
    const reporter = terminalReporter(stream)
    const {step} = makeSteps(reporter)
    const wait = (id: string) => step(id, `Step ${id}`, async (progress) => {
      progress('first\nline 100 %s')
      await sleep(300)
      progress(`then ${id}`)
      await sleep(300)
    })
    await Promise.all([wait('a'), wait('b')])
    await reporter.close()
    assert.match(stream.text, /Step a\n +› line 100 %s/)
    assert.match(stream.text, /› then a/)
    assert.match(stream.text, /› then b/)
    assert.equal(stream.text.slice(stream.text.lastIndexOf('✔ Step a')).includes('›'), false)
  })

  it('takes steps after a failed one, and marks what never ended', async () => {
    const stream = new MemoryStream(true)
    const reporter = terminalReporter(stream)
    const {step} = makeSteps(reporter)
    await assert.rejects(step('a', 'Node image', () => Promise.reject(new Error('no'))), /no/)
    await step('b', 'Undo', () => sleep(50))
    void step('c', 'Hangs', () => sleep(100_000, undefined, {ref: false}))
    await reporter.close()
    const end = stream.text.slice(stream.text.lastIndexOf('✖ Node image'))
    assert.match(end, /^✖ Node image failed \d\.\d s\n✔ Undo \d\.\d s\n✖ Hangs stopped\n/)
  })

  it('gives the stream back, with what others wrote meanwhile', async () => {
    const stream = new MemoryStream(true)
    const reporter = terminalReporter(stream)
    await makeSteps(reporter).step('a', 'Node image', async () => {
      await sleep(200)
      stream.write('a stranger\n')
      assert.equal(stream.text.includes('a stranger'), false)
    })
    await reporter.close()
    assert.match(stream.text, /a stranger\n/)
  })

  it('draws nothing and loads nothing for a command without steps', async () => {
    const stream = new MemoryStream(true)
    await terminalReporter(stream).close()
    assert.equal(stream.written, '')
  })

  it('lets Ctrl-C reach the process', async () => {
    for (const mode of ['default', 'handled']) {
      const child = spawn(process.execPath, ['--import=tsx', CHILD, mode], {stdio: ['ignore', 'pipe', 'inherit']})
      await once(child.stdout, 'data')
      await sleep(200)
      child.kill('SIGINT')
      const [code, signal] = await once(child, 'exit')
      assert.deepEqual([code, signal], mode === 'default' ? [null, 'SIGINT'] : [42, null], mode)
    }
  })
})
