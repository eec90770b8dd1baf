import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ReportEvent} from '../../src/report/events.js'
import {scriptedNode} from '../cluster/scripted-node.js'
import {eventProblems} from '../report/event-schema.js'
import {STORY} from '../report/recording.js'
import {packageRoot, registeredFake, withUser, type Run} from './kina.js'

const IMAGE = 'example.org/node:v1'
const CREATE = ['cluster', 'create', 'dev', '--image', IMAGE, '--cni', 'fake', '--wait', '0', '--json']

describe('the stream of events, on standard error with --json', () => {
  it('has an event a line, as the schema says, and ends with the result', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({images: [IMAGE], exec: [({argv}) => (argv.join(' ') === 'cat /kind/version' ? 'v1.31.0\n' : undefined), scriptedNode([])]})
      const run = await kina(CREATE)
      const events = eventsOf(run)
      assert.deepEqual([run.exitCode, events.at(-1)?.type, exitOf(events)], [0, 'result', 0], run.stderr)
      assert.ok(events.some((event) => event.type === 'step-progress' && event.id === 'control-plane' && event.node === 'dev-control-plane'), run.stderr)
      assert.ok(events.some((event) => event.type === 'step-progress' && event.id === 'nodes' && event.text === 'up' && event.node === 'dev-control-plane'))
      const started = events.filter(({type}) => type === 'step-started').length
      assert.equal(events.filter(({type}) => type === 'step-done').length, started)
      assert.deepEqual(events.map(({time}) => time).toSorted(), events.map(({time}) => time))
      assert.equal((JSON.parse(run.stdout) as {created: boolean}).created, true)
    }))

  it('tells which step failed, on which node and with which code, and ends with the error', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await registeredFake({images: [IMAGE], exec: [({argv}) => (argv.join(' ') === 'cat /kind/version' ? 'v1.31.0\n' : undefined), ({argv}) => (argv.join(' ').startsWith('kubeadm init --config') ? {exitCode: 1, stderr: 'boom\n'} : undefined), scriptedNode([])]})
      const run = await kina(CREATE)
      const events = eventsOf(run)
      const {error} = JSON.parse(run.stdout) as {error: {code: string; node?: string; exit: number}}
      const failed = events.find((event) => event.type === 'step-failed')
      assert.deepEqual([failed?.id, failed?.node, failed?.code, run.exitCode], ['control-plane', 'dev-control-plane', error.code, 1], run.stderr)
      const last = events.at(-1)
      assert.ok(last?.type === 'error', run.stderr)
      assert.deepEqual({...last.error, exit: last.exit}, error)
      assert.equal(fake.world.nodes.size, 0)
    }))

  it('is there when nothing was begun, too', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      for (const args of [['cluster', 'create', '--nosuch'], ['cluster', 'create', '--cni', 'nosuch'], ['cluster', 'delete', 'My_Name'], ['image', 'build', '--mirror', 'x']]) {
        const run = await kina([...args, '--json'])
        const events = eventsOf(run)
        assert.deepEqual([run.exitCode, events.at(-1)?.type, exitOf(events)], [2, 'error', 2], args.join(' '))
      }
    }))

  it('bears the exit code of a command that found something wrong', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({probe: {available: false, reason: 'not today'}})
      const run = await kina(['doctor', '--runtime', 'fake', '--json'])
      assert.deepEqual([run.exitCode, exitOf(eventsOf(run))], [1, 1], run.stderr)
      const deleted = await kina(['cluster', 'delete', '--json'])
      assert.deepEqual([deleted.exitCode, exitOf(eventsOf(deleted))], [0, 0], deleted.stderr)
    }))

  it('is not there without steps, nor without --json', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      assert.equal((await kina(['cluster', 'list', '--json'])).stderr, '')
      assert.doesNotMatch((await kina(['cluster', 'delete'])).stderr, /^\{/m)
    }))

  it('has a schema with every event and field there is', async () => {
    assert.deepEqual(STORY.flatMap(eventProblems), [])
    assert.notDeepEqual(eventProblems({type: 'step-done', time: '2026-01-01T00:00:00.000Z', id: 'a', seconds: 1, colour: 'red'}), [])
    assert.notDeepEqual(eventProblems({type: 'step-done', time: 'noon', id: 'a', seconds: 1}), [])
    const source = await readFile(join(packageRoot, 'src/report/events.ts'), 'utf8')
    const types = [...source.matchAll(/extends Stamped<'([\w-]+)'>/g)].map(([, type]) => type)
    assert.deepEqual([...new Set([...STORY.map(({type}) => type), 'result'])].sort(), types.sort())
  })
})

/** Every line, checked against the schema. */
function eventsOf({stderr}: Run): ReportEvent[] {
  const events = stderr.trimEnd().split('\n').map((line) => JSON.parse(line) as ReportEvent)
  assert.deepEqual(events.flatMap(eventProblems), [])
  return events
}

function exitOf(events: readonly ReportEvent[]): number | undefined {
  const last = events.at(-1)
  return last?.type === 'result' || last?.type === 'error' ? last.exit : undefined
}
