import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {command} from './command.ts'
import {openBridge} from './forwarding.ts'
import {guestConfig, type Boot, type RuntimeConfig} from './guest-config.ts'
import {hostOf} from './host.ts'
import {writeIdentity} from './identity.ts'
import {resolveUser} from './users.ts'

/**
 * Podman calls it between its own preparations (root mounted, links made) and the OCI runtime: the runtime's configuration comes on
 * standard input and goes, changed into a guest's, to standard output. Nothing of the guest runs before it has ended.
 */
let place: string | undefined

async function main(): Promise<void> {
  const config = JSON.parse(await text(process.stdin)) as RuntimeConfig
  place = config.annotations['io.kina.emulated-guest']
  if (place === undefined) throw new Error('the configuration is of no guest')
  const boot = JSON.parse(await readFile(join(place, 'boot.json'), 'utf8')) as Boot
  const root = config.root.path
  const user = await resolveUser(root, boot.container.init.user)
  await Promise.all([
    writeIdentity(root, boot.container),
    ...boot.bridges.map(({bridge, network}) => openBridge(bridge, network)),
    ...boot.links.map((link) => setMtu(config, link)),
  ])
  process.stdout.write(JSON.stringify(guestConfig(config, boot, {user, host: await hostOf()})))
}

/** Of the link's both ends: a packet that is too long for either is dropped without a word. */
async function setMtu(config: RuntimeConfig, {name, mtu}: Boot['links'][number]): Promise<void> {
  const netns = config.linux.namespaces.find(({type}) => type === 'network')?.path
  if (netns === undefined) return
  const inside = ['--net=' + netns, 'ip', 'link']
  const {stdout} = await command('nsenter', [...inside, 'show', 'dev', name])
  const peer = /@if(\d+):/.exec(stdout)?.[1]
  const {stdout: outside} = await command('ip', ['-o', 'link', 'show'])
  const peerName = new RegExp(`^${peer}: ([^:@ ]+)`, 'm').exec(outside)?.[1]
  const {code, stderr} = await command('nsenter', [...inside, 'set', 'dev', name, 'mtu', String(mtu)])
  if (code !== 0) throw new Error(`the MTU of ${name} cannot be ${mtu}: ${stderr.trim()}`)
  if (peerName !== undefined) await command('ip', ['link', 'set', 'dev', peerName, 'mtu', String(mtu)])
}

/** Podman keeps what a hook says to itself: the reason goes where the start looks for it. */
main().catch(async (error: unknown) => {
  process.exitCode = 1
  if (place !== undefined) await writeFile(join(place, 'failure'), error instanceof Error ? error.message : String(error))
})
