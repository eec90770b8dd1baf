import assert from 'node:assert/strict'
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ImageRecipe} from '../../../src/contract/index.js'
import {fakeContext, type FakeContextOptions} from '../../../src/testing/index.js'
import {containerfileBuilder} from '../src/builder.js'
import {apple} from '../src/tools/apple.js'

const RUNNING = '{"apiServerVersion":"container-apiserver version 1.2.2 (build: release)","status":"running"}'
const recipe = {ref: 'kina/node:v1', arch: 'arm64', directory: '/d', args: {}, labels: {}} as const
const FILE = 'ARG BASE=debian\nFROM ${BASE} AS base\nARG NAME\nRUN one && \\\n  FROM two\nFROM base AS node\nCOPY a /a\n'
const adapted = (changes: Partial<ImageRecipe>, text = FILE) => apple.adapt!({...recipe, ...changes}, text)

describe('container build', () => {
  it('carries plain labels and arguments by flags, with the platform always said and the steps on standard output', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'Containerfile'), FILE)
      const ctx = fakeContext({answer: ({argv}) => (argv[0] === 'sh' ? '#5 [base 2/9] RUN x\n#5 0.1 reading\nkina/node:v1\n' : RUNNING)})
      await containerfileBuilder(apple).build({...recipe, directory, target: 'base', args: {BASE: 'kina/debian:1'}, labels: {a: 'b=c==d'}}, ctx)
      assert.deepEqual(ctx.calls.at(-1)?.argv, [
        ...['sh', '-c', 'exec "$@" 2>&1', 'sh', 'container', 'build', '--file', `${directory}/Containerfile`, '--target', 'base', '--platform', 'linux/arm64'],
        ...['--progress', 'plain', '--build-arg', 'BASE=kina/debian:1', '--label', 'a=b=c==d', '--tag', 'kina/node:v1', directory],
      ])
      assert.deepEqual(ctx.logged, ['info: #5 [base 2/9] RUN x', 'debug: #5 0.1 reading', 'debug: kina/node:v1'])
    }))

  it('carries the rest in the Containerfile: labels at the end of the stage that is built', () => {
    const labels = {plain: 'x', 'io.kina.l': 'ünï "c" $HOME \\', ends: ' spaces '}
    const lines = 'LABEL io.kina.l="ünï \\"c\\" \\$HOME \\\\"\nLABEL ends=" spaces "\n'
    assert.deepEqual(adapted({labels}), {containerfile: `${FILE}${lines}`, args: {}, labels: {plain: 'x'}})
    assert.equal(adapted({labels, target: 'BASE'}).containerfile, FILE.replace('FROM base AS node', `${lines}FROM base AS node`))
  })

  it('carries the rest in the Containerfile: arguments as the defaults of their ARGs, in every stage', () => {
    const text = 'ARG NAME=old\nFROM x\nARG NAME\nARG NAMED\n'
    assert.deepEqual(adapted({args: {NAME: 'ü', OTHER: 'plain'}}, text), {containerfile: 'ARG NAME="ü"\nFROM x\nARG NAME="ü"\nARG NAMED\n', args: {OTHER: 'plain'}, labels: {}})
    assert.throws(() => adapted({args: {NAME: 'ü'}}, 'FROM x\nARG A NAME=2\n'), /build argument NAME needs a line "ARG NAME" of its own/)
  })

  it('refuses what nothing can carry, and a Containerfile that the tool refuses', () => {
    assert.throws(() => adapted({labels: {l: 'two\nlines'}}), /label l has a line break/)
    assert.throws(() => adapted({}, `FROM x\n#${'.'.repeat(16 * 1024)}\n`), /has 16393 bytes, and container build takes less than 16384/)
  })

  it('leaves the recipe as it is: an adapted Containerfile lies elsewhere, for as long as the build takes', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'Containerfile'), FILE)
      let file = ''
      const answer: FakeContextOptions['answer'] = ({argv}) => {
        if (argv[0] === 'sh') file = argv[argv.indexOf('--file') + 1] ?? ''
        return argv[0] === 'sh' ? '' : RUNNING
      }
      await containerfileBuilder(apple).build({...recipe, directory, labels: {l: 'ü'}}, fakeContext({answer}))
      assert.ok(file !== '' && !file.startsWith(directory))
      await assert.rejects(readFile(file), /ENOENT/)
      assert.deepEqual([await readdir(directory), await readFile(join(directory, 'Containerfile'), 'utf8')], [['Containerfile'], FILE])
    }))

  it('a failed build ends with the last words, which come where the steps do', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'Containerfile'), FILE)
      const ctx = fakeContext({answer: ({argv}) => (argv[0] === 'sh' ? {exitCode: 1, stdout: '#5 [1/2] RUN x\nError: unknown: "exit code: 127"\n'} : RUNNING)})
      await assert.rejects(containerfileBuilder(apple).build({...recipe, directory}, ctx), (error: Error & {detail?: string}) => {
        assert.equal(error.message, 'the image kina/node:v1 could not be built: Error: unknown: "exit code: 127"')
        return /RUN x/.test(error.detail ?? '')
      })
    }))

  it('probe names the version of the service, also in the form of 1.4.1, and says how to start it', async () => {
    const probe = (answer: FakeContextOptions['answer']) => containerfileBuilder(apple).probe(fakeContext({answer: answer!}))
    assert.deepEqual(await probe(() => RUNNING), {available: true, version: '1.2.2'})
    assert.deepEqual(await probe(() => '{"server":{"version":"1.4.1"},"status":"running"}'), {available: true, version: '1.4.1'})
    assert.deepEqual(await probe(() => ({exitCode: 64, stderr: "Error: Unknown option '--format'"})), {available: false, reason: 'container is too old to say whether its service runs', fix: 'kina doctor --runtime apple says how to upgrade it'})
    assert.deepEqual(await probe(() => ({exitCode: 1, stdout: '{"status":"unregistered"}'})), {available: false, reason: 'the service of container does not run (unregistered)', fix: 'container system start --enable-kernel-install'})
    const without = (system: string) => probe(({argv}) => (argv[0] === 'uname' ? system : new Error('spawn container ENOENT')))
    assert.deepEqual(await without('Linux\n'), {available: false, reason: "Apple's container runs on macOS alone, and this is Linux"})
    assert.match(JSON.stringify(await without('Darwin\n')), /not on PATH.*kina doctor --runtime apple/)
  })
})

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kina-apple-'))
  try {
    await use(directory)
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
