import assert from 'node:assert/strict'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {Config, Plugin} from '@oclif/core'
import {assertGolden} from '../golden.js'
import {packageRoot, withUser} from './kina.js'

interface ManifestCommand {
  readonly id: string
  readonly aliases: readonly string[]
  readonly strict: boolean
  readonly args: Readonly<Record<string, {name: string; required?: boolean; default?: unknown}>>
  readonly flags: Readonly<Record<string, {name: string; type: 'boolean' | 'option'; allowNo?: boolean; multiple?: boolean; required?: boolean; options?: readonly string[]; default?: unknown}>>
}

interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>
}

const manifest = JSON.parse(await readFile(join(packageRoot, 'oclif.manifest.json'), 'utf8')) as Manifest
const ids = Object.keys(manifest.commands).sort()

describe('what is built', () => {
  it('is what runs, and is newer than its sources', async () => {
    const config = await Config.load({root: packageRoot, userPlugins: false})
    for (const id of ids) assert.equal(config.findCommand(id, {must: true}).relativePath?.[0], 'dist', id)
    const built = await stat(join(packageRoot, 'tsconfig.tsbuildinfo'))
    const sources = (await readdir(join(packageRoot, 'src'), {recursive: true})).filter((file) => file.endsWith('.ts') && !file.startsWith('contract'))
    const times = await Promise.all(sources.map(async (file) => ({file, time: (await stat(join(packageRoot, 'src', file))).mtimeMs})))
    assert.deepEqual(times.filter(({time}) => time > built.mtimeMs).map(({file}) => file), [], 'npm run build has not run since these changed')
  })

  it('has a manifest that is current', async () => {
    const plugin = new Plugin({root: packageRoot, type: 'core', ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true})
    await plugin.load()
    assert.deepEqual(JSON.parse(JSON.stringify(plugin.manifest)), manifest, 'npm run build writes it')
  })
})

describe('the commands of kina', () => {
  it('are these, with these arguments and flags', () => {
    assertGolden('commands/commands.txt', ids.map((id) => describeCommand(manifest.commands[id]!)).join('\n'))
  })

  it('are listed by kina --help', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout, stderr} = await kina(['--help'])
      assert.equal(exitCode, 0)
      assert.equal(stderr, '')
      assertGolden('commands/help.txt', stdout.replace(/kina\/\S+ \S+ node-\S+/, 'kina/VERSION PLATFORM node-VERSION'))
    }))

  for (const id of ids) {
    it(`explain themselves: ${id.replaceAll(':', ' ')}`, () =>
      withUser([], async ({kina}) => {
        const {exitCode, stdout} = await kina([...id.split(':'), '--help'])
        assert.equal(exitCode, 0)
        assertGolden(`commands/help-${id.replaceAll(':', '-')}.txt`, stdout)
      }))
  }

  it('are listed by topic', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout} = await kina(['cluster'])
      assert.equal(exitCode, 0)
      for (const verb of ['create', 'delete', 'list']) assert.match(stdout, new RegExp(`cluster ${verb} +\\S`))
    }))
})

/** What scripts rely on: a change of it is a change for users. */
function describeCommand({id, aliases, args, flags, strict}: ManifestCommand): string {
  const argument = ({name, required, default: value}: ManifestCommand['args'][string]) => `  ${name.toUpperCase()}${strict ? '' : '...'}${required ? ' required' : ''}${value === undefined ? '' : ` default ${String(value)}`}`
  const flag = ({name, type, allowNo, multiple, required, options, default: value}: ManifestCommand['flags'][string]) =>
    [
      `  --${allowNo ? '[no-]' : ''}${name}`,
      ...(type === 'option' ? [options ? options.join('|') : 'value'] : []),
      ...(multiple ? ['repeatable'] : []),
      ...(required ? ['required'] : []),
      ...(value === undefined ? [] : [`default ${String(value)}`]),
    ].join(' ')
  const names = [id, ...aliases].map((name) => name.replaceAll(':', ' ')).join(', ')
  return [names, ...Object.values(args).map(argument), ...Object.values(flags).map(flag).sort(), ''].join('\n')
}
