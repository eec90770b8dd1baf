import assert from 'node:assert/strict'
import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, leftOver, macWithGuests, shell, whyNoGuests} from './emulated-mac.js'
import {workingContainers} from './working-containers.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: killed calls of the emulated container: ${reason}`)

;(reason === null ? describe : describe.skip)('killed calls of the emulated container', () => {
  let mac: EmulatedMac

  beforeEach(async () => {
    mac = await macWithGuests()
  })

  afterEach(async () => {
    const {id} = mac.state().settings
    await mac.remove()
    assert.deepEqual(await leftOver(id), [])
  })

  it('leave nothing that removal does not find', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'kina-emulated-kills-'))
    await writeFile(join(scratch, 'Containerfile'), `FROM ${image}\nRUN sleep 10\n`)
    await kill(['run', '--detach', '--name', 'killed', '--entrypoint', 'sleep', image, '100'], 400)
    await kill(['network', 'create', 'killed'], 150)
    await kill(['volume', 'create', 'killed'], 150)
    await kill(['build', '--no-cache', '--tag', 'killed:1', scratch], 1500)
    await rm(scratch, {recursive: true})
  })

  it('a build ends when it is interrupted, with the program of its step and all that it has made', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'kina-emulated-kills-'))
    const marker = `sleep 1000.${process.pid}`
    await writeFile(join(scratch, 'Containerfile'), `FROM ${image}\nRUN touch /begun && ${marker}\n`)
    const call = spawn(join(mac.bin, 'container'), ['build', '--no-cache', '--tag', 'interrupted:1', scratch], {stdio: 'ignore'})
    while (!(await runs(marker))) await sleep(100)
    const before = await workingContainers()
    call.kill('SIGINT')
    assert.deepEqual(await once(call, 'close'), [130, null])
    assert.equal(await runs(marker), false)
    assert.equal((await workingContainers()).length, before.length - 1)
    await rm(scratch, {recursive: true})
  })

  it('a start is done anew after one that was killed at any moment', async () => {
    await container(mac, 'create', '--name', 'guest', '--publish', `127.0.0.1:${20_000 + (process.pid % 10_000)}:6443`, '--entrypoint', 'sleep', image, '1000')
    for (const moment of [100, 200, 300, 450, 600, 900]) {
      await kill(['start', 'guest'], moment)
      await container(mac, 'start', 'guest')
      const [{status}] = JSON.parse(await container(mac, 'inspect', 'guest')) as [{status: {networks: [{ipv4Address: string}]}}]
      const {ipv4Address} = status.networks[0]
      assert.match(await shell(mac, 'guest', 'cat /etc/hosts; ip -4 -o addr show eth0'), new RegExp(`^${ipv4Address.replace(/\/.*/, '')} guest\n.* ${ipv4Address} `, 'm'), `killed after ${moment} ms`)
      await container(mac, 'kill', 'guest')
    }
  })

  /** How far it has come by then differs from machine to machine: the outcome must be the same. */
  async function kill(args: readonly string[], moment: number): Promise<void> {
    const call = spawn(join(mac.bin, 'container'), args, {stdio: 'ignore'})
    await sleep(moment)
    call.kill('SIGKILL')
    if (call.exitCode === null && call.signalCode === null) await once(call, 'close')
  }
})

async function runs(words: string): Promise<boolean> {
  return promisify(execFile)('pgrep', ['--full', `^${words}`]).then(() => true, () => false)
}
