import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, macWithGuests, shell, whyNoGuests} from './emulated-mac.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: the machine behind the emulated container: ${reason}`)

/** What a node needs of its machine, as far as a container on Linux can be one. */
;(reason === null ? describe : describe.skip)('the machine behind the emulated container', () => {
  let mac: EmulatedMac
  let scratch: string

  before(async () => {
    mac = await macWithGuests({debugBuild: true})
    scratch = await mkdtemp(join(tmpdir(), 'kina-emulated-machine-'))
    await container(mac, 'run', '--detach', '--name', 'm1', '--cap-add', 'ALL', '--masked-path', 'NONE', '--read-only-path', 'NONE', '--tmpfs', '/run', '--memory', '2048M', image)
    await container(mac, 'run', '--detach', '--name', 'm2', '--cap-add', 'ALL', '--masked-path', 'NONE', '--read-only-path', 'NONE', '--entrypoint', 'sleep', image, 'infinity')
  })

  after(async () => {
    await mac.remove()
    await rm(scratch, {recursive: true})
  })

  it('has cgroups in a namespace of their own, where they can be made, and a /sys that can be written [guest.cgroup]', async () => {
    // Asked of a container whose first process has not changed its mounts, as that of a node does.
    const mounts = await shell(mac, 'm2', 'cat /proc/self/mounts')
    const options = (path: string) => mounts.split('\n').map((line) => line.split(' ')).filter(([, at]) => at === path).at(-1)?.[3]?.split(',')
    assert.ok(options('/sys')?.includes('rw'), mounts)
    const [, at = ''] = /^\S+ (\/sys\/fs\/cgroup\S*) cgroup2? /m.exec(mounts) ?? []
    await shell(mac, 'm2', `mkdir ${at}/kina-look && rmdir ${at}/kina-look`)
  })

  it('has a root on which overlay file systems can be made [guest.root]', async () => {
    const script = 'set -e; mkdir -p /var/look/l /var/look/u /var/look/w /var/look/m; echo lower > /var/look/l/file; mount -t overlay overlay -o lowerdir=/var/look/l,upperdir=/var/look/u,workdir=/var/look/w /var/look/m; echo upper > /var/look/m/file; cat /var/look/u/file; umount /var/look/m; rm -r /var/look'
    assert.equal(await shell(mac, 'm1', script), 'upper')
  })

  it('what is written to /dev/console stands in the log of the boot [run.console]', async () => {
    await shell(mac, 'm1', 'echo seen-on-the-console > /dev/console')
    assert.match(await container(mac, 'logs', '--boot', 'm1'), /seen-on-the-console/)
    await container(mac, 'stop', '--time', '30', 'm1')
    assert.match(await container(mac, 'logs', '--boot', 'm1'), /seen-on-the-console/)
  })

  it('a build speaks on standard error, and says its name alone on standard output [build.progress]', async () => {
    await writeFile(join(scratch, 'Containerfile'), `FROM ${image}\nRUN echo a-step-of-the-build\n`)
    const {architecture} = mac.state().settings
    const {code, stdout, stderr} = await mac.run(['build', '--progress', 'plain', '--platform', `linux/${architecture}`, '--tag', 'kina/look:1', scratch])
    assert.deepEqual([code, stdout], [0, 'kina/look:1\n'], stderr)
    assert.match(stderr, /a-step-of-the-build/)
  })
})
