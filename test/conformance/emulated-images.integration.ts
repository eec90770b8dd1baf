import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, leftOver, macWithGuests, whyNoGuests} from './emulated-mac.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: images of the emulated container: ${reason}`)

;(reason === null ? describe : describe.skip)('images of the emulated container', () => {
  let mac: EmulatedMac
  let scratch: string

  before(async () => {
    mac = await macWithGuests()
    scratch = await mkdtemp(join(tmpdir(), 'kina-emulated-images-'))
  })

  after(async () => {
    const {id} = mac.state().settings
    await mac.remove()
    assert.deepEqual(await leftOver(id), [])
    await rm(scratch, {recursive: true})
  })

  it('are built from the emulated store alone [build.local-base] [build.command]', async () => {
    await writeFile(join(scratch, 'file'), 'of the context')
    await writeFile(join(scratch, 'Containerfile'), 'ARG BASE=docker.io/library/nowhere:1\nFROM ${BASE} AS base\nARG WORD\nRUN echo "$WORD" > /word\nFROM scratch AS small\nCOPY --from=base /word /word\nCOPY file /file\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/word"]\n')
    const build = ['build', '--file', join(scratch, 'Containerfile'), '--tag', 'made/here:1', '--target', 'small', '--build-arg', 'WORD=said', '--label', 'a=b']
    const without = await mac.run([...build, scratch])
    assert.deepEqual([without.code, /docker\.io\/library\/nowhere:1/.test(without.stderr)], [1, true])
    assert.equal(await container(mac, ...build, '--build-arg', `BASE=${image}`, scratch), 'made/here:1')
    const [{variants}] = JSON.parse(await container(mac, 'image', 'inspect', 'made/here:1')) as [{variants: [{config: {config: Record<string, unknown>}}]}]
    const {Cmd, Labels, StopSignal} = variants[0].config.config
    assert.deepEqual({Cmd, Labels, StopSignal}, {Cmd: ['/word'], Labels: {a: 'b'}, StopSignal: 'SIGRTMIN+3'})
  })

  it('survive saving, removal and loading [image.save] [image.load]', async () => {
    const file = join(scratch, 'saved.tar')
    await container(mac, 'image', 'save', '--platform', `linux/${mac.state().settings.architecture}`, '--output', file, 'made/here:1')
    await container(mac, 'image', 'delete', 'made/here:1')
    assert.equal(await container(mac, 'image', 'load', '--input', file), 'docker.io/made/here:1')
    await container(mac, 'create', '--name', 'loaded', 'made/here:1')
    const {code, stderr} = await mac.run(['start', 'loaded'])
    // A text file is no program: the image is the one that was made.
    assert.notEqual(code, 0, stderr)
  })
})
