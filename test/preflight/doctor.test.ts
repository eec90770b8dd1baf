import assert from 'node:assert/strict'
import {diagnose} from '../../src/preflight/doctor.js'
import {fakeRuntime} from '../../src/testing/index.js'
import {quietStep, withApp} from '../cluster/test-app.js'

describe('what doctor looks at on a machine', () => {
  const {fetch} = globalThis
  // No server of releases answers.
  before(() => void (globalThis.fetch = async () => new Response(null, {status: 503})))
  after(() => void (globalThis.fetch = fetch))

  const results = async (platform: NodeJS.Platform) => {
    let found: Awaited<ReturnType<typeof diagnose>>['results'] = []
    await withApp({runtimes: [fakeRuntime()], platform}, async (app) => void (found = (await diagnose(app, {fix: false}, quietStep)).results))
    return found
  }

  it('is all that nodes share with it on Linux', async () => {
    const titles = (await results('linux')).map(({title}) => title)
    assert.deepEqual(titles, ['Disk', 'Open files', 'inotify limits', 'cgroups', 'Resource limits', 'Kernel modules', 'Programs of a node', 'Runtime fake'])
  })

  it('is only what is its own on macOS, where nodes have kernels of their own', async () => {
    const titles = (await results('darwin')).map(({title}) => title)
    assert.deepEqual(titles, ['Disk', 'Open files', 'Programs of a node', 'Runtime fake'])
  })

  it('says on macOS why a node’s programs cannot be built, and what to do', async () => {
    const programs = (await results('darwin')).find(({title}) => title === 'Programs of a node')
    assert.equal(programs?.status, 'missing')
    assert.match(programs?.detail ?? '', /neither from releases nor from Go modules\.\nrelease: .*answers 503.*\nmodules: it needs mmdebstrap and a C compiler for Linux, and this is macOS$/)
    assert.match(programs?.fix ?? '', /kina image build --source release.* Or build the image on a Linux machine/)
    assert.equal(programs?.packages, undefined)
  })

  it('is how many files programs may have open, as they see it', async () => {
    assert.match((await results('darwin')).find(({title}) => title === 'Open files')?.detail ?? '', /^\d+ at once|^no limit$/)
  })
})
