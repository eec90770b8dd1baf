import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import type {ContainerRecord} from './state.ts'
import {change} from './store.ts'
import {fails, inspected, json, ok, onMac} from './on-a-mac.ts'

describe('emulated container: its life', () => {
  const mac = onMac({version: '1.2.2'})
  const mark = (id: string, as: Partial<ContainerRecord>) => change(mac().mac, ({containers}) => void (containers[id] = {...(containers[id] as ContainerRecord), ...as}))
  const state = async (id: string) => (await inspected(mac(), id)).status.state

  it('is stopped when it was made, running, and stopped again, with the date of its start [life.states]', async () => {
    await ok(mac(), 'create', '--name', 'a1', 'box')
    assert.deepEqual((await inspected(mac(), 'a1')).status, {networks: [], state: 'stopped'})
    assert.equal(await ok(mac(), 'start', 'a1'), 'a1\n')
    const {startedDate} = (await inspected(mac(), 'a1')).status
    assert.equal(await ok(mac(), 'stop', 'a1'), 'a1\n')
    assert.deepEqual((await inspected(mac(), 'a1')).status, {networks: [], startedDate, state: 'stopped'})
  })

  it('one whose first process has ended is stopped without a call [life.states]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'short', 'echo')
    assert.equal(await state('short'), 'stopped')
    await ok(mac(), 'run', '-d', '--rm', '--name', 'vanishes', 'echo')
    await fails(mac(), ['inspect', 'vanishes'], {says: 'Error: container not found: vanishes'})
  })

  it('starting and stopping twice succeeds; killing twice does not [life.again]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'twice', 'box')
    const before = (await inspected(mac(), 'twice')).status.networks
    assert.equal(await ok(mac(), 'start', 'twice'), 'twice\n')
    assert.deepEqual((await inspected(mac(), 'twice')).status.networks, before)
    await fails(mac(), ['start', '--attach', 'twice'], {says: 'Error: attach is currently unsupported on already running containers'})
    await ok(mac(), 'stop', 'twice')
    assert.equal(await ok(mac(), 'stop', 'twice'), 'twice\n')
    await fails(mac(), ['kill', 'twice'], {says: 'Error: internalError: "failed to kill container" (cause: "invalidState: "no runtime client exists: container is stopped"")'})
    await ok(mac(), 'start', 'twice')
    assert.equal(await ok(mac(), 'kill', 'twice'), 'twice\n')
    assert.equal(await state('twice'), 'stopped')
  })

  it('unknown ones fail, each command in its words, and known ones beside them succeed [life.again]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'known', 'box')
    await fails(mac(), ['start', 'unknown'], {says: 'Error: get failed: container unknown not found'})
    await fails(mac(), ['stop', 'unknown', 'known'], {says: 'Error: internalError: "failed to stop container" (cause: "notFound: "container with ID unknown not found"")', stdout: 'known\n'})
    await fails(mac(), ['kill', 'unknown'], {says: 'Error: internalError: "failed to kill container" (cause: "notFound: "container with ID unknown not found"")'})
    await fails(mac(), ['stop'], {says: 'Error: no containers specified and --all not supplied'})
    await fails(mac(), ['stop', '--all', 'known'], {says: 'Error: explicitly supplied container IDs conflict with the --all flag'})
  })

  it('keeps the signal that the image wants to be stopped by [life.stop-signal]', async () => {
    assert.equal((await inspected(mac(), 'known')).configuration.stopSignal, 'SIGRTMIN+3')
    await ok(mac(), 'stop', '--signal', 'SIGTERM', '--time', '30', 'known')
    await fails(mac(), ['stop', '--time', '1.5', 'known'], {code: 64, says: "Error: The value '1.5' is invalid for '--time <time>'"})
  })

  it('a running one is deleted by force; an unknown one is not forgiven [life.delete]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'deleted', 'box')
    await fails(mac(), ['delete', 'deleted'], {says: 'Error: internalError: "failed to delete container" (cause: "invalidState: "container deleted is running and can not be deleted"")'})
    assert.equal(await ok(mac(), 'rm', '--force', 'deleted', 'deleted'), 'deleted\n')
    await fails(mac(), ['delete', '--force', 'deleted'], {says: 'Error: internalError: "failed to delete container" (cause: "notFound: "container with ID deleted not found"")'})
  })

  it('one that is being stopped cannot be deleted yet [life.delete] [life.states]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'stopping', 'box')
    const keeper = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])
    await once(keeper, 'spawn')
    await mark('stopping', {state: 'stopping', busy: {pid: keeper.pid as number, with: 'stopping'}})
    assert.equal(await state('stopping'), 'stopping')
    await fails(mac(), ['delete', '--force', 'stopping'], {says: /container stopping is stopping and can not be deleted/})
    keeper.kill()
    await once(keeper, 'exit')
    assert.equal(await ok(mac(), 'delete', '--force', 'stopping'), 'stopping\n')
  })

  it('delete --all leaves running ones alone unless forced', async () => {
    await ok(mac(), 'run', '-d', '--name', 'stays', 'box')
    assert.ok(!(await ok(mac(), 'delete', '--all')).includes('stays'))
    assert.equal(await ok(mac(), 'delete', '--all', '--force'), 'stays\n')
    assert.deepEqual(await json(mac(), 'list', '--all', '--format', 'json'), [])
  })

  it('its root outlives a stop and goes with it [life.disk]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'disk', 'box')
    await ok(mac(), 'cp', join(mac().mac.directory, 'state.json'), 'disk:/kept')
    await ok(mac(), 'stop', 'disk')
    await ok(mac(), 'start', 'disk')
    assert.match(await ok(mac(), 'exec', 'disk', 'cat', '/kept'), /"settings"/)
    const root = join(mac().mac.directory, 'behind/guests/disk')
    assert.equal(existsSync(root), true)
    await ok(mac(), 'delete', '-f', 'disk')
    assert.equal(existsSync(root), false)
  })

  it('its output can be read when it is stopped, from its last start on; the boots are kept [life.logs]', async () => {
    await ok(mac(), 'create', '--name', 'logs', 'echo')
    await fails(mac(), ['logs', 'logs'], {says: /^Error: failed to get logs for container logs \(cause: .*failed to open container logs: /m})
    await ok(mac(), 'start', 'logs')
    assert.equal(await ok(mac(), 'logs', 'logs'), 'hello\n')
    await ok(mac(), 'start', 'logs')
    assert.equal(await ok(mac(), 'logs', '-n', '5', 'logs'), 'hello\n')
    assert.equal((await ok(mac(), 'logs', '--boot', 'logs')).match(/booting/g)?.length, 2)
    await fails(mac(), ['logs', 'no-such'], {says: /^Error: failed to get logs for container no-such \(cause: /m})
  })

  it('an interrupted call ends with 128 and the signal, and the daemon goes on with what it began', async () => {
    const abort = new AbortController()
    const running = mac().run(['run', '-d', '--name', 'interrupted', 'box'], {signal: abort.signal})
    while (mac().state().containers['interrupted'] === undefined) await new Promise((resolve) => setTimeout(resolve, 2))
    abort.abort()
    // Its last word may have been said already.
    assert.ok([0, 143].includes((await running).code ?? -1))
    assert.equal(await state('interrupted'), 'running')
    await ok(mac(), 'delete', '-f', 'interrupted')
  })

  it('a call that was killed leaves what a later one can delete [run.leaves-nothing]', async () => {
    await ok(mac(), 'create', '--name', 'left', 'box')
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    await mark('left', {busy: {pid: gone.pid as number, with: 'creating'}})
    assert.equal(await state('left'), 'stopped')
    assert.equal(await ok(mac(), 'delete', '-f', 'left'), 'left\n')
  })
})
