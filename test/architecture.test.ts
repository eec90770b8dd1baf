import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {RegisterHook} from '../src/contract/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Rules of the house that no compiler checks. */
describe('the architecture', () => {
  it('core names no provider: neither those that its own plugins register nor well-known ones', async () => {
    const own = await namesOfPlugins()
    assert.ok(own.length >= 4, own.join(' '))
    const names = new RegExp(`\\b(${[...new Set([...own, 'docker', 'cilium', 'calico', 'weave', 'apple'])].join('|')})\\b`, 'i')
    const found = (await linesUnder('src')).filter(({text, file}) => names.test(withoutComment(text)) && !ALLOWED.some((allowed) => allowed(text, file)))
    assert.deepEqual(found.map(where), [])
  })

  it('core has not learnt of the runtimes of one platform alone, not even in a comment', async () => {
    const found = [...(await linesUnder('src')), ...(await linesUnder('bin'))].filter(({text}) => /apple/i.test(text))
    assert.deepEqual(found.map(where), [])
  })

  it('starts programs in one place, and plugins in none', async () => {
    const found = [...(await linesUnder('src')), ...(await linesUnder('plugins'))].filter(({text, file}) => /from '(node:child_process|execa)'|import\('execa'\)/.test(text) && file !== 'src/process/exec.ts' && !file.includes('/test/'))
    assert.deepEqual(found.map(where), [])
  })

  it('has no file for odds and ends', async () => {
    const found = [...(await filesUnder('src')), ...(await filesUnder('plugins'))].filter((file) => /(^|\/)(util|utils|helpers?|common|lib|shared|misc|types)(\/|\.ts$)/.test(file) && !/v1alpha\d\/types\.ts$/.test(file))
    assert.deepEqual(found, [])
  })

  it('has no two files whose names differ in upper and lower case alone: a disk of a Mac has one of them', async () => {
    const folders = ['src', 'plugins', 'images', 'templates', 'docs', 'test', 'bin', 'scripts']
    const files = (await Promise.all(folders.map(async (folder) => (await readdir(join(root, folder), {recursive: true})).map((file) => join(folder, file))))).flat()
    assert.ok(files.length > 500)
    const seen = new Map(files.map((file) => [file.toLowerCase(), file]))
    assert.deepEqual(files.filter((file) => seen.get(file.toLowerCase()) !== file), [])
  })

  it('has no file over 200 lines, and no command that does more than call and print', async () => {
    const counts = await Promise.all([...(await filesUnder('src')), ...(await filesUnder('plugins'))].map(async (file) => ({file, text: await readFile(join(root, file), 'utf8')})))
    assert.deepEqual(counts.filter(({text}) => text.split('\n').length > 201).map(({file}) => file), [])
    const long = counts.filter(({file}) => file.startsWith('src/commands/')).filter(({text}) => (/async run\(\)[^]*?\n {2}}\n/.exec(text)?.[0].split('\n').length ?? 0) > 22)
    assert.deepEqual(long.map(({file}) => file), [])
  })
})

/** Texts for users may name what users know, and data formats have names of their own. */
const ALLOWED: readonly ((text: string, file: string) => boolean)[] = [
  // docker-archive is the name of a file format.
  (text) => /docker-archive/.test(text),
  // The public registry's name in image references.
  (text) => /docker\.io/.test(text),
]

/** What the plugins of this repository are called, and what they register. */
async function namesOfPlugins(): Promise<string[]> {
  const folders = (await readdir(join(root, 'plugins'), {withFileTypes: true})).filter((entry) => entry.isDirectory()).map(({name}) => name)
  const registered = await Promise.all(
    folders.map(async (folder) => {
      // One that is not finished registers nothing.
      if (!existsSync(join(root, 'plugins', folder, 'src/register.ts'))) return []
      const {default: hook} = (await import(join(root, 'plugins', folder, 'src/register.ts'))) as {default: RegisterHook}
      const names: string[] = []
      const take = ({name}: {name: string}) => void names.push(name)
      await hook({register: {runtime: take, cni: take, imageBuilder: take}})
      return names
    }),
  )
  return [...folders, ...registered.flat()]
}

interface Line {
  readonly file: string
  readonly number: number
  readonly text: string
}

function where({file, number, text}: Line): string {
  return `${file}:${number}: ${text.trim()}`
}

function withoutComment(text: string): string {
  return /^\s*(\/\/|\/?\*)/.test(text) ? '' : text.replace(/\s\/\/ .*$/, '')
}

async function linesUnder(folder: string): Promise<Line[]> {
  const files = await filesUnder(folder)
  const lines = await Promise.all(files.map(async (file) => (await readFile(join(root, file), 'utf8')).split('\n').map((text, i) => ({file, number: i + 1, text}))))
  return lines.flat()
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true})
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/(^|\/)(dist|node_modules)(\/|$)/.test(entry.parentPath.slice(root.length)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.endsWith('.d.ts'))
}
