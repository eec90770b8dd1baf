import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {assemble} from '../../scripts/assemble-kernel-probe.mjs'
import type {Arch} from '../../src/contract/index.js'
import {Calls} from '../../src/kernel/probe/calls.js'
import {probeProgram} from '../../src/kernel/probe/elf.js'
import {MACHINE_CODE} from '../../src/kernel/probe/machine-code.js'
import {recipe, type RecipeName} from '../../src/kernel/probe/recipes.js'

const HERE = ({x64: 'amd64', arm64: 'arm64'} as const)[process.arch as 'x64']
/** `AT_FDCWD` of linux/fcntl.h: paths are those of the working directory. */
const CWD = -100

describe('the probe program', () => {
  for (const arch of ['amd64', 'arm64'] as const) {
    it(`is what its assembly says: ${arch}`, function () {
      const code = assemble(arch)
      if (code === null) return this.skip()
      assert.equal(code.toString('hex'), MACHINE_CODE[arch])
    })
  }

  it('is small', () => assert.ok((['amd64', 'arm64'] as const).every((arch) => probeProgram(arch).length < 400)))

  it('refuses more calls or more memory than it has', () => {
    const calls = new Calls('amd64')
    for (let i = 0; i < 48; i++) calls.call('memfd_create', [0, 0])
    assert.throws(() => calls.call('memfd_create', [0, 0]), /more than 48 calls/)
    assert.throws(() => new Calls('amd64').place(0x10000), /more memory/)
  })
})

describe('the probe program on this machine', function () {
  let directory: string
  before(async function () {
    if (process.platform !== 'linux' || HERE === undefined) return this.skip()
    directory = await mkdtemp(join(tmpdir(), 'kina-probe-'))
    await writeFile(join(directory, 'probe'), probeProgram(HERE), {mode: 0o755})
  })
  after(async () => directory === undefined ? undefined : rm(directory, {recursive: true}))

  /** Exit code and standard error. */
  async function run(calls: Uint8Array, command: readonly string[] = []): Promise<[code: number | null, said: string]> {
    const [program = '', ...args] = [...command, join(directory, 'probe')]
    const child = spawn(program, args, {cwd: directory, stdio: ['pipe', 'ignore', 'pipe']})
    child.stdin.on('error', () => {}).end(calls)
    const [said, code] = await Promise.all([text(child.stderr), new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))])
    return [code, said]
  }
  const made = async (fill: (calls: Calls) => void, arch: Arch = HERE) => {
    const calls = new Calls(arch)
    fill(calls)
    return run(calls.bytes())
  }
  const there = (name: string) => stat(join(directory, name)).then(() => true, () => false)

  it('makes every call, and says nothing', async () => {
    assert.deepEqual(await made((calls) => calls.call('mkdirat', [CWD, calls.text('one'), 0o755])), [0, ''])
    assert.ok(await there('one'))
  })

  it('exits with the errno of what failed, whose name it says, and makes only such calls then that clean up', async () => {
    const result = await made((calls) => {
      calls.call('mkdirat', [CWD, calls.text('two'), 0o755])
      calls.call('openat', [CWD, calls.text('nosuch'), 0, 0], {name: 'opening what is not there'})
      calls.call('mkdirat', [CWD, calls.text('three'), 0o755])
      calls.call('unlinkat', [CWD, calls.text('two'), 0x200], {always: true})
    })
    assert.deepEqual([result, await there('two'), await there('three')], [[2, 'opening what is not there'], false, false])
  })

  it('takes an errno for success that is as good', async () => {
    assert.deepEqual(await made((calls) => calls.call('mkdirat', [CWD, calls.text('.'), 0o755], {accept: 17})), [0, ''])
  })

  it('hands the result of a call to a later one, and what one has written in memory to another', async () => {
    const zero = (length: number) => made((calls) => {
      calls.open('memfd_create', [calls.text('kina'), 0], 100)
      calls.call('pwrite64', [100, calls.place(Buffer.from([length, 0, 0, 0])), 4, 0])
      calls.call('pread64', [100, calls.next(1), 4, 0])
      calls.call('mmap', [0, 0, 1, 0x22, -1, 0])
    })
    assert.deepEqual([await zero(1), await zero(0)], [[0, ''], [22, 'mmap']])
  })

  const NAMES: readonly RecipeName[] = ['program', 'jit', 'maps', 'tcx', 'xdp', 'cgroup', 'classid', 'perf', 'events']
  for (const name of NAMES) {
    it(`follows the recipe "${name}" to its end, or names the call that failed`, async function () {
      if (process.getuid?.() !== 0) return this.skip()
      const [code, said] = await run(recipe(name, HERE), ['unshare', '--net', '--mount'])
      assert.ok(code === 0 ? said === '' : code !== null && code < 127 && said !== '', `exit code ${code}: ${said}`)
    })
  }
})
