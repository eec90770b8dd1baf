import assert from 'node:assert/strict'
import {fakeContext} from '../../../src/testing/index.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'
import {toolFor} from '../src/tool.js'
import {endOrphan, settleOrphan} from '../src/watcher.js'

interface Scene {
  readonly status?: string
  /** Processes of this machine. */
  readonly alive?: readonly number[]
  readonly dialect?: typeof podman
  /** How many looks its first process outlives a kill. */
  readonly lingers?: number
}

/** A node whose first process is 10 and whose conmon is 20. */
function scene({status = 'running', alive = [], dialect = podman, lingers = 1}: Scene) {
  let killed = false
  const inspection = JSON.stringify([{Id: 'id', Name: 'a', State: {Running: status === 'running', Status: status, Pid: 10, ...(dialect === podman && {ConmonPid: 20})}}])
  const isAlive = (pid: number) => alive.includes(pid) && !(pid === 10 && killed && lingers-- <= 0)
  const ctx = fakeContext({
    answer: ({argv: [program, ...args]}) => {
      if (program === 'test') return isAlive(Number(args[1]!.replace('/proc/', ''))) ? '' : {exitCode: 1}
      if (args.includes('kill')) return (killed = true), {exitCode: 125, stderr: 'timed out waiting for file'}
      return args.includes('inspect') ? inspection : ''
    },
  })
  const did = () => ctx.calls.map(({argv}) => argv.join(' ')).filter((line) => !/inspect|^test/.test(line))
  return {tool: toolFor(dialect, ctx), did}
}

const TOLD = ['sh -c test -d "$1" && printf 137 > "$1/$2" sh /run/libpod/exits id', 'podman container ls --all --sync --quiet --filter id=id']

describe('a node whose conmon was killed', () => {
  it('is killed rather than stopped, and Podman is told of its end once it is gone', async () => {
    const {tool, did} = scene({alive: [10]})
    assert.equal(await endOrphan(tool, 'a'), true)
    assert.deepEqual(did(), ['podman container kill a', ...TOLD])
  })

  it('is an error when it goes on', async () => {
    await assert.rejects(endOrphan(scene({alive: [10], lingers: Infinity}).tool, 'a', 1), /node a could not be stopped: the conmon beside it was killed/)
  })

  it('is told from others: those with theirs, those that are elsewhere, those of another tool, those that do not run', async () => {
    for (const other of [scene({alive: [10, 20]}), scene({alive: []}), scene({alive: [10], dialect: docker}), scene({alive: [10], status: 'exited'})]) {
      assert.equal(await endOrphan(other.tool, 'a'), false)
      assert.deepEqual(other.did(), [])
    }
  })

  it('has its end told before a start, once it was stopped by Podman itself', async () => {
    const {tool, did} = scene({status: 'stopping'})
    await settleOrphan(tool, 'a')
    assert.deepEqual(did(), TOLD)
  })

  it('is left alone while it is stopping indeed', async () => {
    for (const other of [scene({status: 'stopping', alive: [20]}), scene({status: 'stopping', alive: [10]}), scene({status: 'exited'}), scene({status: 'running'})]) {
      await settleOrphan(other.tool, 'a')
      assert.deepEqual(other.did(), [])
    }
  })
})
