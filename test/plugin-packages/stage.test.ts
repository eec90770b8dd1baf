import assert from 'node:assert/strict'
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {whileNobodyElseInstalls} from '../../src/plugin-packages/lock.js'
import {readManifest, withEntry, writeManifest} from '../../src/plugin-packages/manifest.js'
import {changePackages} from '../../src/plugin-packages/stage.js'
import {pluginFiles, testHost, type TestHost} from './fixture.js'

/** What a change has to leave, whatever becomes of it: the list and the packages of one moment. */
describe('changing installed plugins', () => {
  let host: TestHost
  beforeEach(async () => void (host = await testHost()))
  afterEach(() => host.leave())

  /** Adds a plugin as npm would. */
  const add = (name: string) => async (stage: string) => {
    await mkdir(join(stage, 'node_modules', name))
    for (const [file, content] of Object.entries(pluginFiles({name, cni: name}))) await writeFile(join(stage, 'node_modules', name, file), content)
    await writeManifest(stage, withEntry(await readManifest(stage), {name, type: 'user', tag: 'latest'}))
  }
  const state = async () => ({listed: (await readManifest(host.dataRoot)).oclif.plugins.map(({name}) => name), there: await readdir(join(host.dataRoot, 'node_modules'))})
  const clean = ['node_modules', 'package-lock.json', 'package.json', 'tarballs']

  it('happens as a whole, and leaves nothing else', async () => {
    await changePackages(host, add('one'))
    await changePackages(host, add('two'))
    assert.deepEqual(await state(), {listed: ['one', 'two'], there: ['one', 'two']})
    assert.deepEqual((await readdir(host.dataRoot)).sort(), clean)
  })

  it('does not happen at all when it fails', async () => {
    await changePackages(host, add('one'))
    const failed = changePackages(host, async (stage) => {
      await add('two')(stage)
      await rm(join(stage, 'node_modules/one'), {recursive: true})
      throw new Error('on purpose')
    })
    await assert.rejects(failed, /on purpose/)
    assert.deepEqual([await state(), (await readdir(host.dataRoot)).sort()], [{listed: ['one'], there: ['one']}, clean])
  })

  it('is finished by the next one, wherever it was killed while the copy took its place', async () => {
    await changePackages(host, add('one'))
    const parts = ['tarballs', 'node_modules', 'package-lock.json', 'package.json']
    for (let moved = 0; moved <= parts.length; moved++) {
      const name = `added-${moved}`
      // A complete copy, as a killed one leaves it, of which some parts have taken their place already.
      await changePackages(host, async (stage) => {
        await add(name)(stage)
        await rm(join(host.dataRoot, 'kept'), {recursive: true, force: true})
        await mkdir(join(host.dataRoot, 'kept'))
        for (const part of parts) await rename(join(stage, part), join(host.dataRoot, 'kept', part))
        throw new Error('killed')
      }).catch((error: Error) => assert.equal(error.message, 'killed'))
      await rename(join(host.dataRoot, 'kept'), join(host.dataRoot, 'plugins.ready'))
      for (const part of parts.slice(0, moved)) {
        await rm(join(host.dataRoot, part), {recursive: true})
        await rename(join(host.dataRoot, 'plugins.ready', part), join(host.dataRoot, part))
      }
      await mkdir(join(host.dataRoot, 'plugins.stage-dead'), {recursive: true})
      await changePackages(host, add(`next-${moved}`))
      const {listed, there} = await state()
      assert.deepEqual([listed.includes(name), there.includes(name), listed.includes(`next-${moved}`)], [true, true, true], `${moved} parts moved`)
      assert.deepEqual([...listed].sort(), there)
      assert.deepEqual((await readdir(host.dataRoot)).sort(), clean)
    }
  })

  it('waits for another one, so that neither is lost', async () => {
    await Promise.all(['one', 'two', 'three'].map((name) => changePackages(host, add(name))))
    const {listed, there} = await state()
    assert.deepEqual([[...listed].sort(), there], [['one', 'three', 'two'], ['one', 'three', 'two']])
  })

  it('gives up on another one that does not end, and says so', async () => {
    await whileNobodyElseInstalls(host, async () => {
      await assert.rejects(whileNobodyElseInstalls(host, async () => assert.fail('it must not run'), 300), {code: 'E_PLUGIN_INSTALL', message: 'Another kina is still changing the plugins.'})
    })
    assert.equal(await whileNobodyElseInstalls(host, async () => 'free again'), 'free again')
  })

  it('starts from what is installed when the list cannot be read, and keeps that list under a name it tells', async () => {
    await changePackages(host, add('one'))
    for (const text of ['{"oclif": {"plug', 'null', '{"oclif": {"plugins": 7}}']) {
      await writeFile(join(host.dataRoot, 'package.json'), text)
      await changePackages(host, async () => {})
      assert.deepEqual((await state()).listed, ['one'])
      const aside = /The old list is (\S+)\.$/.exec(host.warnings.at(-1) ?? '')?.[1] ?? ''
      assert.equal(await readFile(aside, 'utf8'), text)
    }
    assert.match(host.warnings[0] ?? '', /was made again from what is installed \(one\)/)
  })
})
