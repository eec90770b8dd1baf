import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {access, cp, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {packageRoot, program, withUser, type User} from '../commands/kina.js'
import {withBadPlugin} from './with-bad-plugin.js'

/** Leaves a file at each thing that is done with it. */
const TRACED = `import {writeFileSync} from 'node:fs'
const trace = (what) => writeFileSync(new URL(what, import.meta.url), '')
trace('imported')
export default ({register}) => {
  trace('registered')
  register.cni({apiVersion: 1, name: 'traced', summary: 'x', load: async () => (trace('loaded'), {needs: () => ({replacesKubeProxy: false, kernel: [], images: []}), install: async () => {}, ready: async () => ({met: true})})})
}`

describe('start-up', function () {
  this.timeout(30_000)

  it('runs nothing of a plugin for commands that need no provider', () =>
    traced(async ({kina}, did) => {
      for (const args of [['--version'], ['--help'], ['help', 'cluster', 'create'], ['cluster', '--help'], ['cluster'], ['plugins', '--help'], ['plugins', 'uninstall', 'kina-nosuch']]) {
        await kina(args)
        assert.deepEqual(await did(), [], args.join(' '))
      }
    }))

  it('answers --version as oclif does, with nothing but the program and package.json there', () =>
    withUser([], async ({kina, home, env}) => {
      await mkdir(join(home, 'alone/bin'), {recursive: true})
      await cp(program, join(home, 'alone/bin/run.js'))
      await cp(join(packageRoot, 'package.json'), join(home, 'alone/package.json'))
      const {stdout} = await promisify(execFile)(process.execPath, [join(home, 'alone/bin/run.js'), '--version'], {env})
      assert.equal((await kina(['--version'])).stdout, stdout)
      assert.match(stdout, /^kina\/\d+\.\d+\.\d+\S* \S+-\S+ node-v\d+/)
    }))

  it('loads no provider that a command does not need', () =>
    traced(async ({kina}, did) => {
      for (const args of [['cluster', 'list'], ['plugins'], ['plugins', 'inspect', 'kina-traced']]) {
        assert.equal((await kina(args)).exitCode, 0, args.join(' '))
        assert.deepEqual(await did(), ['imported', 'registered'], args.join(' '))
      }
    }))

  it('has what start-up found in what kina doctor says, with the way to end it', () =>
    withBadPlugin({title: '', says: '', manifest: {oclif: undefined}}, async ({run}) => {
      const {stdout} = await run(['doctor'])
      assert.match(stdout, /^note +Plugin kina-bad +its package\.json has no "oclif" key: it is no plugin\n +fix: kina plugins uninstall kina-bad$/m)
    }))

  it('has it in the error of create, too', () =>
    withBadPlugin({title: '', says: '', installed: true, files: {'package.json': null}}, async ({run}) => {
      const {exitCode, stderr} = await run(['cluster', 'create', '--cni', 'bad'])
      assert.equal(exitCode, 2)
      assert.match(stderr, /^ +kina-bad: there is no package\.json in \S+; its installation was cut off$/m)
    }))

  it('says what to do about a list that cannot be read', () =>
    withBadPlugin({title: '', says: '', list: '{'}, async ({run, user}) => {
      const {stdout} = await run(['doctor'])
      assert.ok(stdout.includes('fix: kina plugins update makes it again from what is installed.'), stdout)
    }))

  it('takes a newer copy of a bundled plugin, and says so', () =>
    withBadPlugin({title: '', says: '', name: 'kina-cni-ptp', manifest: {version: '99.0.0'}, installed: true, files: {'register.js': TRACED}}, async ({run}) => {
      const {stderr} = await run(['cluster', 'list'])
      assert.match(stderr, /^\[warn\] The plugin kina-cni-ptp is used, but in the place of the one that kina brings \(\d\S+\)\n$/)
      assert.match((await run(['cluster', 'create', '--cni', 'nosuch'])).stderr, /Registered: from-image, traced\./)
    }))

  it('runs a command of an installed plugin, whose output and exit code are its own', () => {
    const command = `export default class { static id = 'hello'; static async run() { console.log('hello'); process.exit(7) } }`
    const cached = {hello: {id: 'hello', aliases: [], hiddenAliases: [], args: {}, flags: {}, isESM: true, relativePath: ['commands', 'hello.js'], pluginName: 'kina-bad', pluginType: 'user', strict: true}}
    return withBadPlugin({title: '', says: '', alone: true, manifest: {oclif: {commands: './commands'}}, files: {'commands/hello.js': command, 'oclif.manifest.json': JSON.stringify({version: '1.0.0', commands: cached})}}, async ({run}) => {
      const {exitCode, stdout} = await run(['hello'])
      assert.deepEqual([exitCode, stdout], [7, 'hello\n'])
    })
  })
})

async function traced(work: (user: User, did: () => Promise<string[]>) => Promise<void>): Promise<void> {
  await withUser([], async (user) => {
    const root = join(user.home, 'traced')
    await mkdir(root)
    await writeFile(join(root, 'package.json'), JSON.stringify({name: 'kina-traced', version: '1.0.0', type: 'module', oclif: {hooks: {'kina:register': './register.js'}}}))
    await writeFile(join(root, 'register.js'), TRACED)
    await writeFile(join(user.home, 'data/kina/package.json'), JSON.stringify({oclif: {plugins: [{name: 'kina-traced', type: 'link', root}]}}))
    const there = (file: string) => access(join(root, file)).then(() => true, () => false)
    await work(user, async () => (await Promise.all(['imported', 'registered', 'loaded'].map(async (file) => ((await there(file)) ? [file] : [])))).flat())
  })
}
