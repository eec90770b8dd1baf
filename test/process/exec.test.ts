import assert from 'node:assert/strict'
import {exec} from '../../src/process/exec.js'
import {ExecError, quoteArgv} from '../../src/process/exec-error.js'

const node = (script: string, ...args: string[]) => [process.execPath, '-e', script, ...args] as const

describe('exec', () => {
  it('keeps both outputs apart and the final newline', async () => {
    const result = await exec(node('console.log("out"); console.error("err")'))
    assert.deepEqual(result, {exitCode: 0, stdout: 'out\n', stderr: 'err\n'})
  })

  it('passes arguments as they are: no shell', async () => {
    const odd = [' a b ', '"q"', "it's", '$HOME', 'line\nbreak', '']
    const {stdout} = await exec(node('console.log(JSON.stringify(process.argv.slice(1)))', ...odd))
    assert.deepEqual(JSON.parse(stdout), odd)
  })

  it('rejects with a command line that can be pasted, the exit code and the last lines', async () => {
    await assert.rejects(exec(node('console.error("why"); process.exit(3)')), (error: ExecError) => {
      assert.equal(error.exitCode, 3)
      assert.match(error.message, /: exit code 3$/)
      assert.equal(error.detail, 'why')
      return true
    })
  })

  it('takes a non-zero exit for an answer when told so', async () => {
    assert.equal((await exec(node('process.exit(3)'), {allowFailure: true})).exitCode, 3)
  })

  it('says that a program is not there', async () => {
    await assert.rejects(exec(['kina-no-such-program']), (error: ExecError) => error.exitCode === null && /ENOENT/.test(error.message))
  })

  it('carries bytes through standard input and hands output on as it comes', async () => {
    const bytes = Buffer.alloc(5_000_000, 'x')
    let received = 0
    const {stdout} = await exec(node('process.stdin.pipe(process.stdout)'), {stdin: bytes, onStdout: async (chunk) => void (received += chunk.length)})
    assert.equal(received, bytes.length)
    assert.equal(stdout, '')
  })

  it('survives a program that stops reading', async () => {
    assert.equal((await exec(node('process.exit(0)'), {stdin: Buffer.alloc(5_000_000)})).exitCode, 0)
  })

  it('ends the program when its signal is aborted, and throws the reason', async () => {
    const controller = new AbortController()
    const running = exec(node('setTimeout(() => {}, 60000)'), {}, controller.signal)
    setTimeout(() => controller.abort(new Error('enough')), 100)
    await assert.rejects(running, /enough/)
  })
})

describe('a quoted command line', () => {
  it('is what a shell takes', () => assert.equal(quoteArgv(['podman', 'run', 'a b', "it's", '']), "podman run 'a b' 'it'\\''s' ''"))
})
