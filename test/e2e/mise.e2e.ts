import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import type {Verification} from '../../src/image-verify/verify.js'
import type {NodeImageList} from '../../src/node-image/list.js'
import {packageRoot} from './kina.js'
import {toRun, type Run} from './run.js'

/** npm has it for Linux. Elsewhere it is taken as it is installed, by Homebrew for instance. */
const MISE = process.platform === 'linux' ? `@jdxcode/mise-linux-${process.arch}@2026.9.15` : null

/** What mise says of a task. */
interface Task {
  readonly name: string
  readonly description: string
  readonly run: readonly string[]
  readonly dir: string
}

/** Tasks of this checkout, by mise itself. */
describe('mise.toml', () => {
  let home: string
  const env = () => ({HOME: home, KINA_CACHE_DIR: process.env['KINA_CACHE_DIR'] ?? join(homedir(), '.cache/kina'), npm_config_cache: join(homedir(), '.npm'), XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_STATE_HOME: join(home, 'state'), MISE_TRUSTED_CONFIG_PATHS: packageRoot, NO_COLOR: '1'})
  const mise = async (...args: string[]): Promise<Run> => toRun(await execa(MISE ? join(home, 'node_modules/.bin/mise') : 'mise', args, {cwd: join(packageRoot, 'test'), env: env(), all: true, reject: false, stdin: 'ignore'}))
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'kina-mise-'))
    if (MISE) await execa('npm', ['install', '--prefix', home, '--no-save', '--prefer-offline', '--loglevel=error', MISE], {env: {npm_config_cache: join(homedir(), '.npm')}})
  })
  after(() => rm(home, {recursive: true, force: true}))

  it('has these tasks, each one call of a command that kina has', async () => {
    const {stdout, all} = await mise('tasks', 'ls', '--json')
    const tasks = (JSON.parse(stdout) as Task[]).sort((a, b) => a.name.localeCompare(b.name))
    assert.deepEqual(tasks.map(({name}) => name), ['build-and-test-image', 'build-node-image', 'clean-images', 'kina', 'list-images', 'test-node-image'], all)
    const {commands} = JSON.parse(await readFile(join(packageRoot, 'oclif.manifest.json'), 'utf8')) as {commands: Record<string, {flags: object}>}
    for (const {name, description, run, dir} of tasks) {
      assert.deepEqual([description !== '', run.length, dir], [true, 1, packageRoot.replace(/\/$/, '')], name)
      const [, words = ''] = /^npm run --silent kina --((?: [\w-]+)*)$/.exec(run[0]!) ?? assert.fail(`${name}: ${run[0]}`)
      const [topic, verb, ...flags] = words.trim().split(' ').filter((word) => word !== '')
      if (name === 'kina') assert.equal(topic, undefined)
      else assert.deepEqual(flags.filter((flag) => !Object.hasOwn(commands[`${topic}:${verb}`]!.flags, flag.replace(/^--/, ''))), [], name)
    }
  })

  it('hands to kina what follows a task’s name', async () => {
    assert.match((await mise('run', 'kina', '--version')).stdout, /^kina\/\d/)
    const {stdout, all} = await mise('run', 'list-images', '--json')
    assert.ok((JSON.parse(stdout) as NodeImageList).images.length > 0, all)
  })

  it('ends as kina does', async () => {
    const {exitCode, all} = await mise('run', 'test-node-image', '--runtime', 'nosuch')
    assert.deepEqual([exitCode, /There is no runtime called "nosuch"/.test(all)], [2, true], all)
  })

  it('builds the image, which is there, and checks it', async () => {
    assert.match((await mise('run', 'build-node-image')).stdout, /^There is kina\/node:v/)
    const {exitCode, stdout, all} = await mise('run', 'build-and-test-image', '--json')
    assert.equal(exitCode, 0, all)
    assert.equal((JSON.parse(stdout) as Verification).good, true)
  })
})
