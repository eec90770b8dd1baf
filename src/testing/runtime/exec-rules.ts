import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'

const MIB = 1024 * 1024

/** Node.exec: nothing added, nothing lost. */
export function execRules({node, programs, ctx, backend, amounts: {mebibytes}}: Bench): Rule[] {
  const first = () => node('first')
  return [
    {
      title: 'exec gives exit codes back, and rejects on a non-zero one unless it is allowed',
      async hold() {
        for (const code of [0, 1, 3, 125, 126, 127, 255]) assert.equal((await first().exec(programs.exit(code), {allowFailure: true})).exitCode, code)
        await assert.rejects(first().exec(programs.exit(3)))
      },
    },
    {
      title: 'exec of a program that the node does not have is a failure of the program',
      async hold() {
        const {exitCode} = await first().exec(['kina-conformance-no-such-program'], {allowFailure: true})
        assert.ok(exitCode === 126 || exitCode === 127, `exit code ${exitCode}`)
        await assert.rejects(first().exec(['kina-conformance-no-such-program']))
      },
    },
    {
      title: 'exec keeps the two outputs apart, and adds nothing to them',
      async hold() {
        const {stdout, stderr} = await first().exec(programs.say('out\nput', 'err\n'))
        assert.deepEqual({stdout, stderr}, {stdout: 'out\nput', stderr: 'err\n'})
      },
    },
    {
      title: 'exec passes arguments unchanged',
      async hold() {
        const args = ['', ' ', 'two words', `"double" 'single' \`back\``, 'line\nbreak', '$HOME', '*', '\\', '--flag', '-', 'ünïcode ☸', '{{json .}}']
        const {stdout} = await first().exec(programs.args(...args))
        assert.deepEqual(stdout.split('\0').slice(0, -1), args)
      },
    },
    {
      title: 'exec sets environment and working directory inside the node',
      async hold() {
        const env = {KINA_CONFORMANCE: 'a = "b" $c'}
        assert.equal((await first().exec(programs.variable('KINA_CONFORMANCE'), {env})).stdout, `${env.KINA_CONFORMANCE}\n`)
        assert.equal((await first().exec(programs.workingDirectory(), {cwd: '/etc'})).stdout, '/etc\n')
      },
    },
    {
      title: 'exec without standard input ends a program that reads it',
      async hold() {
        assert.equal((await first().exec(programs.copy())).stdout, '')
        assert.equal((await first().exec(programs.copy(), {stdin: ''})).stdout, '')
      },
    },
    {
      title: 'exec carries bytes that are no text through standard input and output',
      async hold() {
        const bytes = Uint8Array.from({length: 4096}, (_, i) => i % 256)
        const chunks: Uint8Array[] = []
        await first().exec(programs.copy(), {stdin: bytes, onStdout: (chunk) => void chunks.push(chunk)})
        assert.ok(Buffer.concat(chunks).equals(bytes))
      },
    },
    {
      title: 'exec carries a large standard input with the same checksum',
      async hold() {
        const chunks = function* () {
          for (let i = 0; i < mebibytes; i++) yield Buffer.alloc(MIB, `${i} kina `)
        }
        // Before, not on the way: a reader that stops early must not get away with the sum of what it has read.
        const hash = createHash('sha256')
        for (const chunk of chunks()) hash.update(chunk)
        async function* noise() {
          yield* chunks()
        }
        const {stdout} = await first().exec(programs.checksum(), {stdin: noise()})
        assert.equal(stdout.split(' ')[0], hash.digest('hex'))
      },
    },
    {
      title: 'exec hands a large standard output over as it comes, and waits for its reader',
      async hold() {
        let [bytes, chunks, busy] = [0, 0, 0]
        const {stdout} = await first().exec(programs.produce(mebibytes * MIB), {
          async onStdout(chunk) {
            assert.equal(++busy, 1, 'a chunk came before the last one was taken')
            await Promise.resolve()
            bytes += chunk.length
            chunks++
            busy--
          },
        })
        assert.equal(bytes, mebibytes * MIB)
        assert.ok(chunks > 1, 'it came in one piece')
        assert.equal(stdout, '')
      },
    },
    {
      title: 'exec works many times at once',
      async hold() {
        const words = Array.from({length: 16}, (_, i) => `word-${i}`)
        const results = await Promise.all(words.map((word) => first().exec(programs.say(word, ''))))
        assert.deepEqual(results.map(({stdout}) => stdout), words)
      },
    },
    {
      title: 'exec ends when its time is over, also where failure is allowed',
      async hold() {
        const run = first().exec(programs.copy(), {stdin: endless(), timeoutSeconds: 1, allowFailure: true})
        await assert.rejects(run, /within 1 s/)
        assert.equal((await first().exec(programs.exit(0), {timeoutSeconds: 60})).exitCode, 0)
      },
    },
    {
      title: 'exec obeys the signal of the context that its node came with',
      async hold() {
        const abort = new AbortController()
        const [found] = await (await backend()).listNodes(ctx(abort.signal)).then((nodes) => nodes.filter(({name}) => name === first().name))
        assert.ok(found)
        abort.abort()
        await assert.rejects(found.exec(programs.exit(0), {allowFailure: true}))
      },
    },
  ]
}

/** Input after which a program waits for more, for as long as it lives. */
async function* endless(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('more\n')
  await new Promise(() => {})
}
