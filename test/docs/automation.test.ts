import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Config} from '@oclif/core'
import {STATUS_EXIT} from '../../src/status/cluster-status.js'
import {eventProblems} from '../report/event-schema.js'
import {packageRoot} from '../scaffold/written-plugins.js'

const page = readFileSync(join(packageRoot, 'docs/automation.md'), 'utf8')
const source = (file: string) => readFileSync(join(packageRoot, file), 'utf8')

describe('docs/automation.md', () => {
  it('has every error code and no other, in their order', () => {
    const codes = [...source('src/errors.ts').matchAll(/^ {2}\| '(E_\w+)'$/gm)].map(([, code]) => code)
    assert.ok(codes.length > 30)
    assert.deepEqual(firstCells('Error codes'), codes.map((code) => `\`${code}\``).sort())
  })

  it('has every exit code', () => {
    const own = [.../readonly exit\?: ([\d |]+)/.exec(source('src/errors.ts'))![1]!.matchAll(/\d+/g)].map(([code]) => code)
    assert.deepEqual(firstCells('Exit codes'), [...new Set([...own, ...Object.values(STATUS_EXIT).map(String), '127'])].sort((a, b) => Number(a) - Number(b)))
  })

  it('has every type of event, and lines as the schema has them', () => {
    const types = [...source('src/report/events.ts').matchAll(/extends Stamped<'([\w-]+)'>/g)].map(([, type]) => `\`${type}\``)
    assert.deepEqual(firstCells('Events').filter((cell) => types.includes(cell)), types)
    const lines = page.split('\n').filter((line) => line.startsWith('{"type"'))
    assert.ok(lines.length > 3)
    assert.deepEqual(lines.flatMap((line) => eventProblems(JSON.parse(line))), [])
  })

  it('names the commands that have a stream', async () => {
    const config = await Config.load({root: packageRoot, userPlugins: false})
    const aliases = new Set(config.commands.flatMap((command) => command.aliases))
    const all = await Promise.all(config.commands.filter(({pluginName, id}) => pluginName === 'kina' && !aliases.has(id)).map(async (command) => ({id: command.id, streams: ((await command.load()) as unknown as {streams?: boolean}).streams === true})))
    const said = /Commands that have steps\n\(([^)]*)\)/.exec(page)![1]!
    let topic = ''
    const named = [...said.matchAll(/`([^`]+)`/g)].map(([, text = '']) => {
      const words = text.replace(/^kina /, '').split(' ')
      if (text.startsWith('kina ')) topic = words.length > 1 ? words[0]! : ''
      return text.startsWith('kina ') ? words.join(':') : `${topic}:${text}`
    })
    assert.deepEqual([...new Set(named)].sort(), [...new Set(all.filter(({streams}) => streams).map(({id}) => id))].sort())
  })
})

/** Of the rows of all tables of a section. */
function firstCells(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? assert.fail(`no section ${heading}`)
  return [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell).filter((cell) => !/^[A-Z][a-z]*$|^-+$|^`type`$/.test(cell))
}
