import assert from 'node:assert/strict'
import type {Node} from '../../src/contract/index.js'
import {KinaError} from '../../src/errors.js'
import {namingFullDisk} from '../../src/node/full-disk.js'

const error = new KinaError({code: 'E_NODE_BOOT', message: 'containerd did not come about.', next: ['kina doctor']})
const disk = (free: number) => `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 40960 40960 ${free} 100% /var\n`

describe('an error of a node', () => {
  it('names the disk when it is full', async () => {
    const named = (await namingFullDisk(nodeWith(disk(3000)), error)) as KinaError
    assert.deepEqual([named.code, named.node, named.message], ['E_NODE_BOOT', 'n1', 'containerd did not come about. No space left on the disk of n1: /var has 3 MB left of 41 MB.'])
    assert.deepEqual(named.next, ['Free some space where the runtime keeps the volumes of nodes, and try again.', 'kina doctor'])
  })

  for (const [why, node] of [['there is room', nodeWith(disk(2_000_000))], ['it is not known', nodeWith('')], ['the node does not answer', nodeWith(null)]] as const) {
    it(`stays as it is when ${why}`, async () => assert.equal(await namingFullDisk(node, error), error))
  }

  it('stays as it is when it is none of kina’s, such as the reason of an abort', async () => {
    const reason = new Error('stop')
    assert.equal(await namingFullDisk(nodeWith(disk(0)), reason), reason)
  })
})

function nodeWith(stdout: string | null): Node {
  const exec = async () => (stdout === null ? Promise.reject(new Error('gone')) : {exitCode: 0, stdout, stderr: ''})
  return {name: 'n1', exec} as unknown as Node
}
