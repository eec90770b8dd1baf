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

describe('exec with a time limit', () => {
  it('ends the program, and names the limit and the command line, also where a failure would be an answer', async () => {
    const hangs = node('process.stdout.write("begun"); setInterval(() => {}, 1000)')
    await assert.rejects(exec(hangs, {timeoutSeconds: 1, allowFailure: true}), (error: ExecError) => {
      assert.match(error.message, /setInterval.*: no answer within 1 s$/)
      assert.deepEqual([error.exitCode, error.stdout], [null, 'begun'])
      return true
    })
  })

  it('ends one that does not end when asked to', async () => {
    const pid = await pidOf(['process.on("SIGTERM", () => {})'])
    assert.throws(() => process.kill(pid, 0), {code: 'ESRCH'})
  })

  it('comes back although something that the program started still has its output', async () => {
    // It lives longer than this test may.
    const child = 'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 600000)"], {stdio: "inherit", detached: true})'
    const running = exec(node(`console.log(String(${child}.pid)); setInterval(() => {}, 1000)`), {timeoutSeconds: 1})
    await assert.rejects(running, (error: ExecError) => {
      assert.match(error.message, /no answer within 1 s/)
      return process.kill(Number(error.stdout), 'SIGKILL')
    })
  })

  it('comes back although what the program reads never ends', async () => {
    const stdin = async function* () {
      yield Buffer.from('x')
      await new Promise(() => {})
    }
    await assert.rejects(exec(node('process.stdin.resume()'), {stdin: stdin(), timeoutSeconds: 1}), /no answer within 1 s/)
  })

  it('leaves one alone that is done before', async () => {
    assert.equal((await exec(node('console.log("1")'), {timeoutSeconds: 60})).stdout, '1\n')
  })
})

/** Id of a program that does what it is told and never ends, once its time was over. */
async function pidOf(lines: readonly string[]): Promise<number> {
  let text = ''
  const script = [...lines, 'console.log(String(process.pid))', 'setInterval(() => {}, 1000)'].join(';')
  await assert.rejects(exec(node(script), {timeoutSeconds: 1, onStdout: (chunk) => void (text += String(Buffer.from(chunk)))}), /no answer within 1 s/)
  return Number(text)
}

describe('a quoted command line', () => {
  it('is what a shell takes', () => assert.equal(quoteArgv(['podman', 'run', 'a b', "it's", '']), "podman run 'a b' 'it'\\''s' ''"))
})
