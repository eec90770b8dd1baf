import assert from 'node:assert/strict'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'
import {ONE_FILE} from './build-rules.js'

/** Of the tool itself, and of what belongs to its caller. */
export function toolRules({builder, store, images, recipe, ctx}: Bench): Rule[] {
  return [
    {
      title: 'probe leaves no trace, and names a version',
      async hold() {
        const look = async () => (await (await images()).list(ctx())).map(({id, names}) => [id, ...names].join(' ')).sort()
        const before = await look()
        const probe = await (await builder()).probe(ctx())
        assert.ok(probe.available)
        assert.match(probe.version, /\d/, 'a probe names a version')
        assert.deepEqual(await look(), before)
      },
    },
    {
      title: 'imageStore is that of the runtime whose nodes come from it',
      async hold() {
        assert.equal((await builder()).imageStore, (await store.load()).imageStore)
      },
    },
    {
      title: 'build changes nothing in the directory of its recipe',
      async hold() {
        const own = await recipe('directory', ONE_FILE)
        const before = await contentsOf(own.directory)
        await (await builder()).build(own, ctx())
        assert.deepEqual(await contentsOf(own.directory), before)
      },
    },
  ]
}

async function contentsOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {recursive: true, withFileTypes: true})
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const {mode, mtimeMs} = await stat(path)
    return `${path} ${mode.toString(8)} ${mtimeMs} ${entry.isFile() ? await readFile(path, 'base64') : ''}`
  })
  return (await Promise.all(lines)).sort()
}
