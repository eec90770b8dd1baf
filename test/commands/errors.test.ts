import assert from 'node:assert/strict'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {registeredFake, withUser, type Run} from './kina.js'

interface ErrorDocument {
  readonly error: {readonly code?: string; readonly message: string; readonly detail?: string; readonly next?: readonly string[]; readonly exit?: number; readonly problems?: readonly unknown[]}
}

describe('how kina fails', () => {
  it('an unknown flag is 2, with the flags there are', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout, stderr} = await kina(['cluster', 'create', '--nosuch'])
      assert.deepEqual([exitCode, stdout], [2, ''])
      assert.match(stderr, /Nonexistent flag: --nosuch/)
      assert.match(stderr, /--workers/)
    }))

  it('a value that a flag cannot have is 2', () =>
    withUser([], async ({kina}) => {
      assert.equal((await kina(['cluster', 'create', '--workers', '-1'])).exitCode, 2)
      assert.equal((await kina(['cluster', 'create', '--retain', 'maybe'])).exitCode, 2)
      assert.equal((await kina(['cluster', 'create', '--wait', 'soon'])).exitCode, 2)
    }))

  it('an unknown command is 127', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout, stderr} = await kina(['clster', 'list'])
      assert.deepEqual([exitCode, stdout], [127, ''])
      assert.match(stderr, /clster list is not a kina command/)
      assert.match(stderr, /kina help/)
    }))

  it('a config file that is wrong is 2, with the place', () =>
    withUser([], async ({kina, home}) => {
      const file = join(home, 'wrong.yaml')
      await writeFile(file, 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nname: My_Name\nnodes:\n- role: boss\n')
      const {exitCode, stderr} = await kina(['cluster', 'create', '--config', file])
      assert.equal(exitCode, 2)
      assert.match(stderr, /wrong\.yaml:3:7: /)
      assert.match(stderr, /wrong\.yaml:5:9: /)
      assert.match(stderr, /Code: E_CONFIG_INVALID/)
      const {error} = document(await kina(['cluster', 'create', '--config', file, '--json']))
      assert.equal(error.problems?.length, 2)
    }))

  it('a config file that is not there is 2', () =>
    withUser([], async ({kina, home}) => {
      const {exitCode, stderr} = await kina(['cluster', 'create', '--config', join(home, 'nosuch.yaml')])
      assert.equal(exitCode, 2)
      assert.match(stderr, /nosuch\.yaml cannot be read/)
    }))

  it('a name that no cluster can have is 2', () =>
    withUser([], async ({kina}) => {
      for (const verb of ['create', 'delete']) {
        const {exitCode, stderr} = await kina(['cluster', verb, 'My_Name'])
        assert.equal(exitCode, 2, verb)
        assert.match(stderr, /"My_Name" is not a cluster name: use lower case letters/)
      }
    }))

  it('a machine without a runtime is 1, with the reason for each and the way to get one', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout, stderr} = await kina(['cluster', 'create', '--cni', 'none'])
      assert.deepEqual([exitCode, stdout], [1, ''])
      assert.match(stderr, /^Error: No runtime is available on this machine\.\nCode: E_RUNTIME_UNAVAILABLE$/m)
      assert.match(stderr, /^ +podman: .*not on PATH/m)
      assert.match(stderr, /kina doctor --fix/)
    }))

  it('a CNI or runtime that nobody registers is 2', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      for (const kind of ['cni', 'runtime']) {
        const {exitCode, stderr} = await kina(['cluster', 'create', `--${kind}`, 'nosuch'])
        assert.equal(exitCode, 2, kind)
        assert.match(stderr, new RegExp(`There is no ${kind} called "nosuch"\\. Registered: .*fake`))
        assert.match(stderr, new RegExp(`kina plugins install kina-${kind}-nosuch`))
      }
    }))
})

describe('how kina fails with --json', () => {
  it('the document on standard output has code, message, detail and what to do next', () =>
    withUser([], async ({kina}) => {
      const run = await kina(['cluster', 'create', '--cni', 'none', '--json'])
      assert.equal(run.exitCode, 1)
      const {error} = document(run)
      assert.deepEqual([error.code, error.message], ['E_RUNTIME_UNAVAILABLE', 'No runtime is available on this machine.'])
      assert.match(error.detail ?? '', /podman: /)
      assert.match(error.next?.join('\n') ?? '', /kina doctor --fix/)
    }))

  it('exit codes are those without it', () =>
    withUser([], async ({kina}) => {
      assert.equal((await kina(['cluster', 'delete', 'My_Name', '--json'])).exitCode, 2)
      const unknown = await kina(['cluster', 'create', '--nosuch', '--json'])
      assert.equal(unknown.exitCode, 2)
      assert.match(document(unknown).error.message, /Nonexistent flag: --nosuch/)
    }))

  it('an unknown flag does not tell the whole configuration', () =>
    withUser([], async ({kina, home}) => {
      const {stdout} = await kina(['cluster', 'list', '--nosuch', '--json'])
      assert.ok(stdout.length < 500, stdout)
      assert.equal(stdout.includes(home), false)
    }))

  it('the document has the exit code', () =>
    withUser([], async ({kina}) => {
      assert.equal(document(await kina(['cluster', 'create', '--cni', 'none', '--json'])).error.exit, 1)
      assert.equal(document(await kina(['cluster', 'delete', 'My_Name', '--json'])).error.exit, 2)
      assert.equal(document(await kina(['cluster', 'create', '--nosuch', '--json'])).error.exit, 2)
    }))
})

/** Standard output as JSON, whole. */
function document({stdout}: Run): ErrorDocument {
  return JSON.parse(stdout) as ErrorDocument
}
