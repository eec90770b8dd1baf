import assert from 'node:assert/strict'
import type {ExecOptions, Node} from '../../src/contract/index.js'
import {runEach} from '../../src/node/run-each.js'

describe('many short commands in a node', () => {
  it('are started by one program, and each tells how it ended', async () => {
    const {node, execs} = answering('0\t\n2\tgrep: x: No such file\tat all\n')
    assert.deepEqual(await runEach(node, [{argv: ['true']}, {argv: ['grep', 'two words', 'x'], input: '/etc/hosts'}]), [
      {exitCode: 0, stderr: ''},
      {exitCode: 2, stderr: 'grep: x: No such file\tat all'},
    ])
    assert.deepEqual(execs, [['tar', null], ['/usr/local/lib/kina/run-each', '/dev/null\ttrue\n/etc/hosts\tgrep\ttwo words\tx\n']])
  })

  it('are an error when one of them is not told of', () =>
    assert.rejects(runEach(answering('0\t\n').node, [{argv: ['true']}, {argv: ['true']}]), /on n1 told of 1 commands, not of 2/))
})

function answering(stdout: string): {node: Node; execs: [program: string, stdin: string | null][]} {
  const execs: [string, string | null][] = []
  const exec = async ([program = '']: readonly string[], {stdin}: ExecOptions = {}) => {
    execs.push([program, typeof stdin === 'string' ? stdin : null])
    return {exitCode: 0, stdout, stderr: ''}
  }
  return {node: {name: 'n1', exec} as unknown as Node, execs}
}
