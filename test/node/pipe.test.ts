import assert from 'node:assert/strict'
import {buffer} from 'node:stream/consumers'
import type {Node} from '../../src/contract/index.js'
import {pipeNodes} from '../../src/node/pipe.js'

const CHUNK = Buffer.alloc(1 << 20, 'x')
const CHUNKS = 20

describe('output of a program in one node that another one takes', () => {
  it('arrives whole', async () => {
    let taken = 0
    await pipeNodes(giver(async (write) => { for (let i = 0; i < CHUNKS; i++) await write(CHUNK) }), taker(async (input) => void (taken = (await buffer(input)).length)))
    assert.equal(taken, CHUNKS * CHUNK.length)
  })

  it('ends both when the taker fails while more is waiting, with its error', async () => {
    let given = 0
    const endless = giver(async (write) => { for (;;) { await write(CHUNK); given++ } })
    await assert.rejects(pipeNodes(endless, taker(async () => Promise.reject(new Error('no space')))), /no space/)
    assert.ok(given < CHUNKS)
  })

  it('ends both when the giver fails, with its error', async () => {
    const failing = giver(async (write) => {
      await write(CHUNK)
      throw new Error('no such layer')
    })
    await assert.rejects(pipeNodes(failing, taker(async (input) => void (await buffer(input)))), /no such layer/)
  })
})

function giver(program: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>) {
  const exec: Node['exec'] = async (_argv, options) => {
    await program(async (chunk) => options!.onStdout!(chunk))
    return {exitCode: 0, stdout: '', stderr: ''}
  }
  return {node: {name: 'a', exec} as Node, argv: ['give'] as const}
}

function taker(program: (input: AsyncIterable<Uint8Array>) => Promise<void>) {
  const exec: Node['exec'] = async (_argv, options) => {
    await program(options!.stdin as AsyncIterable<Uint8Array>)
    return {exitCode: 0, stdout: '', stderr: ''}
  }
  return {node: {name: 'b', exec} as Node, argv: ['take'] as const}
}
