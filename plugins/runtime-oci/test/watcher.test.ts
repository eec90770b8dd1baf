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
  readonly conmon?: number
  readonly dialect?: typeof podman
  /** How often it has to be killed. */
  readonly kills?: number
}

/** A node whose process is 10 and whose conmon is 20. */
function scene({status = 'running', alive = [], conmon = 20, dialect = podman, kills = 1}: Scene) {
  let running = status === 'running'
  const inspection = () => JSON.stringify([{Id: 'id', Name: 'a', State: {Running: running, Status: running ? 'running' : status === 'running' ? 'stopped' : status, Pid: 10, ...(dialect === podman && {ConmonPid: conmon})}}])
  const ctx = fakeContext({
    answer: ({argv: [program, ...args]}) => {
      if (program === 'test') return alive.includes(Number(args[1]!.replace('/proc/', ''))) ? '' : {exitCode: 1}
      if (args.includes('kill')) return (running = --kills > 0), {exitCode: 125, stderr: 'timed out waiting for file'}
      return program === 'sh' ? '' : inspection()
    },
  })
  const did = () => ctx.calls.map(({argv}) => argv.join(' ')).filter((line) => !/inspect|^test/.test(line))
  return {tool: toolFor(dialect, ctx), did}
}

describe('a node whose conmon was killed', () => {
  it('is killed rather than stopped', async () => {
    const {tool, did} = scene({alive: [10]})
    assert.equal(await endOrphan(tool, 'a'), true)
    assert.deepEqual(did(), ['podman container kill a'])
  })

  it('is killed again while Podman has not noticed', async () => {
    const {tool, did} = scene({alive: [10], kills: 2})
    assert.equal(await endOrphan(tool, 'a'), true)
    assert.deepEqual(did(), ['podman container kill a', 'podman container kill a'])
  })

  it('is an error when it goes on', async () => {
    await assert.rejects(endOrphan(scene({alive: [10], kills: Infinity}).tool, 'a', 1), /node a could not be stopped: the conmon beside it was killed/)
  })

  it('is told from others: those with theirs, those that are elsewhere, those of another tool, those that do not run', async () => {
    for (const other of [scene({alive: [10, 20]}), scene({alive: []}), scene({alive: [10], dialect: docker}), scene({alive: [10], status: 'exited'})]) {
      assert.equal(await endOrphan(other.tool, 'a'), false)
      assert.deepEqual(other.did(), [])
    }
  })

  it('has its end written down once it was stopped by Podman itself, or Podman would not start it again', async () => {
    const {tool, did} = scene({status: 'stopping'})
    await settleOrphan(tool, 'a')
    assert.deepEqual(did(), ['sh -c test -d "$1" && printf 137 > "$1/$2" sh /run/libpod/exits id'])
  })

  it('is left alone while it is stopping indeed', async () => {
    for (const other of [scene({status: 'stopping', alive: [20]}), scene({status: 'stopping', alive: [10]}), scene({status: 'exited'}), scene({status: 'running'})]) {
      await settleOrphan(other.tool, 'a')
      assert.deepEqual(other.did(), [])
    }
  })
})
