import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {DEADLINES} from '../../src/registry/deadlines.js'
import {packageRoot} from '../commands/kina.js'
import {BAD_LISTS, BAD_PLUGINS, type BadPlugin} from './bad-plugins.js'
import {start, withBadPlugin, type BadUser} from './with-bad-plugin.js'

const NONE = 'There are no clusters. Create one: kina cluster create\n'

const STUCK: BadPlugin = {title: '', says: '', files: {'register.js': 'export default async () => { await null; for (;;); }'}}

describe('an installed plugin', function () {
  this.timeout(90_000)

  for (const bad of [...BAD_PLUGINS, ...BAD_LISTS]) {
    it(`that ${bad.title}`, () =>
      withBadPlugin(bad, async (user) => {
        const looks = [answersVersion, listsClusters, listsAsJson, deletes]
        // In this process there is room for one at a time.
        if (bad.alone) await Promise.all(looks.map((look) => look(user)))
        else for (const look of looks) await look(user)
        if (bad.list === undefined) await uninstalls(user)
      }))
  }

  it('that loops for ever after it has waited is named while kina is stuck, with the way out', () =>
    withBadPlugin(STUCK, async (bad) => {
      const {user, run} = bad
      const {line, interrupt, ended} = start(user, ['cluster', 'list', '--json'])
      const {type, level, text} = JSON.parse(await line) as {type: string; level: string; text: string}
      interrupt()
      assert.deepEqual([(await ended).signal, type, level], ['SIGINT', 'note', 'warn'])
      assert.equal(text, 'kina is stuck while it loads the plugin kina-bad. Stop it with Ctrl-C, then remove the plugin: KINA_NO_USER_PLUGINS=1 kina plugins uninstall kina-bad')
      assert.deepEqual(await run(['cluster', 'list'], {KINA_NO_USER_PLUGINS: '1'}), {exitCode: 0, stdout: NONE, stderr: ''})
      await uninstalls(bad, {KINA_NO_USER_PLUGINS: '1'})
    }))

  it('that misbehaves is a row of docs/plugins/trust.md, with these words', async () => {
    const rows = tableAfter(await page(), '| The plugin | kina says |')
    assert.deepEqual(rows, [...BAD_PLUGINS, ...BAD_LISTS].map(({title, says}) => [title, says || '(nothing)']))
  })

  it('has the deadlines of docs/plugins/trust.md', async () => {
    let kind = ''
    const said = tableAfter(await page(), '| Kind | Seconds |').flatMap(([name, methods]) => {
      kind = name || kind
      return [...methods!.matchAll(/`(\S+)` (\w+)/g)].map(([, method, seconds]) => [kind, method, Number(seconds)])
    })
    assert.deepEqual(said, Object.entries(DEADLINES).flatMap(([name, methods]) => Object.entries(methods).map(([method, seconds]) => [name, method, seconds])))
  })
})

function page(): Promise<string> {
  return readFile(join(packageRoot, 'docs/plugins/trust.md'), 'utf8')
}

/** The cells of a table, by its head. */
function tableAfter(text: string, head: string): string[][] {
  const [table = ''] = (text.split(`${head}\n|---|---|\n`)[1] ?? '').split('\n\n')
  return table.trim().split('\n').map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}

async function answersVersion({user}: BadUser): Promise<void> {
  const {exitCode, stdout, stderr} = await start(user, ['--version']).ended
  assert.deepEqual([exitCode, stderr], [0, ''])
  assert.match(stdout, /^kina\/\d+\.\d+\.\d+\S* \S+ node-v\d\S+\n$/)
}

async function listsClusters({run, warning}: BadUser): Promise<void> {
  const {exitCode, stdout, stderr} = await run(['cluster', 'list'])
  assert.deepEqual([exitCode, stdout], [0, NONE], stderr)
  assert.match(oneWarning(stderr), warning)
}

async function listsAsJson({run, warning}: BadUser): Promise<void> {
  const {exitCode, stdout, stderr} = await run(['cluster', 'list', '--json'])
  assert.deepEqual([exitCode, JSON.parse(stdout)], [0, {clusters: []}])
  const notes = stderr.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as {type: string; level: string; text: string})
  assert.ok(notes.every(({type, level}) => type === 'note' && level === 'warn'))
  assert.match(notes.map(({text}) => text).join('\n'), warning)
}

async function deletes({run}: BadUser): Promise<void> {
  const {exitCode, stdout} = await run(['cluster', 'delete'])
  assert.deepEqual([exitCode, stdout], [0, 'There is no cluster "kina"; nothing to delete.\n'])
}

async function uninstalls({run, name, listed}: BadUser, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const {exitCode, stderr} = await run(['plugins', 'uninstall', name], env)
  assert.equal(exitCode, 0, stderr)
  assert.deepEqual(await listed(), [])
}

/** The text of the only line, without its mark. */
function oneWarning(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[ .. ]'))
  assert.ok(lines.length <= 1, stderr)
  return (lines[0] ?? '').replace(/^\[warn\] /, '')
}
