import assert from 'node:assert/strict'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Config} from '@oclif/core'
import {packageRoot} from '../scaffold/written-plugins.js'
import {commandLines, problemsOf} from './command-lines.js'

describe('command lines in the documentation', () => {
  let config: Config
  before(async () => {
    config = await Config.load({root: packageRoot, userPlugins: false})
  })

  it('name commands that there are, with arguments and flags that they take', async () => {
    const folders = await Promise.all(['docs', 'docs/plugins', 'docs/runtimes'].map(async (folder) => (await readdir(join(packageRoot, folder))).map((name) => `${folder}/${name}`)))
    const pages = ['README.md', ...folders.flat()].filter((page) => page.endsWith('.md'))
    const lines = await Promise.all(pages.map(async (page) => commandLines(await readFile(join(packageRoot, page), 'utf8')).map((words) => ({page, words}))))
    assert.ok(lines.flat().length > 40, `only ${lines.flat().length} were found`)
    assert.deepEqual(lines.flat().flatMap(({page, words}) => problemsOf(words, config).map((problem) => `${page}: kina ${words.join(' ')}: ${problem}`)), [])
  })

  it('in templates do so too', async () => {
    for (const kind of ['cni', 'runtime', 'image-builder']) {
      const lines = commandLines(await readFile(join(packageRoot, 'templates', kind, 'README.md'), 'utf8'))
      assert.ok(lines.length > 1, kind)
      assert.deepEqual(lines.flatMap((words) => problemsOf(words, config)), [], kind)
    }
  })

  it('would be refused if they were wrong', () => {
    const problems = (line: string) => problemsOf(commandLines(`Type \`kina ${line}\`.`)[0] ?? [], config)
    assert.deepEqual(problems('cluster begin'), ['there is no command "cluster begin"'])
    assert.deepEqual(problems('plugins begin'), ['there is no command "plugins begin"'])
    assert.deepEqual(problems('cluster create --speed 3'), ['there is no flag --speed'])
    assert.deepEqual(problems('doctor me'), ['it takes no argument "me"'])
    assert.deepEqual(problems('plugins new gateway x'), ['"gateway" is not one of cni, runtime, image-builder'])
    assert.deepEqual(problems('cluster create dev --cni-option mtu=1400 --workers=2 --json'), [])
    assert.deepEqual(problems('plugins new KIND NAME'), [])
  })

  it('are found in blocks, behind prompts, and in sentences', () => {
    const page = 'Use `kina doctor`.\n\n    kina cluster list      # all\n\n```console\n$ A=1 npx kina image build | cat\nkina   running   v1\n```\n\n    kina is stuck. Stop it.\n'
    assert.deepEqual(commandLines(page), [['image', 'build'], ['cluster', 'list'], ['doctor']])
  })
})
