import {existsSync} from 'node:fs'
import {appendFile, readFile, rm, writeFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {StartOutcome} from '../backing.ts'
import type {ContainerRecord} from '../state.ts'
import {command, lastWords, podman, podmanGlobals, tryPodman} from './command.ts'
import {hookArgs} from './create-guest.ts'
import type {Boot} from './guest-config.ts'
import {endHelpers, startHelper} from './helpers.ts'
import {filesOf, realName, type Mac} from './mac.ts'
import {bridgeOf, DEFAULT_MTU} from './network.ts'
import {publishPorts} from './publish.ts'
import {settle} from './stop.ts'

export async function startGuest(mac: Mac, container: ContainerRecord): Promise<StartOutcome> {
  await prepareBoot(mac, container)
  const taken = await publishPorts(mac, container)
  if (taken !== null) {
    endHelpers(mac, container.id)
    return {portTaken: taken}
  }
  const {code, stderr} = await command('podman', [...podmanGlobals(), ...hookArgs(mac), 'start', realName(mac, container.id)])
  if (code === 0) return {started: true}
  endHelpers(mac, container.id)
  return failedStart(stderr, await readFile(filesOf(mac, container.id).failure, 'utf8').catch(() => null))
}

/** Everything that must be there before PID 1 runs. */
export async function prepareBoot(mac: Mac, container: ContainerRecord): Promise<void> {
  const files = filesOf(mac, container.id)
  await Promise.all([files.console, files.pid, files.failure].map((file) => rm(file, {force: true})))
  endHelpers(mac, container.id)
  await giveAddresses(mac, container)
  await appendFile(files.bootLog, bootLines(container))
  const boot: Boot = {
    container,
    links: container.attachments.flatMap(({mtu}, i) => (mtu === DEFAULT_MTU ? [] : [{name: `eth${i}`, mtu}])),
    bridges: await Promise.all(container.attachments.map(async ({network}) => ({bridge: await bridgeOf(mac, network), network: realName(mac, network)}))),
    console: await startConsole(mac, container.id),
  }
  await writeFile(files.boot, JSON.stringify(boot))
}

/** A call that was killed while it started the guest may have left one that runs, or is about to, and listeners. */
export async function endUnfinished(mac: Mac, container: ContainerRecord): Promise<void> {
  if (!existsSync(filesOf(mac, container.id).boot)) return
  endHelpers(mac, container.id)
  const name = realName(mac, container.id)
  const {code} = await tryPodman(['container', 'cleanup', name])
  if (code === 0) return
  await tryPodman(['kill', '--signal', 'KILL', name])
  await settle(mac, container)
}

/** Podman says it in words alone. Pure. */
export function failedStart(stderr: string, hookFailure: string | null): StartOutcome {
  const missing = /exec: \\?"([^"\\]+)\\?": (?:executable file not found|stat |permission denied)|exec: \\?"([^"\\]+)\\?"?.*no such file or directory/.exec(stderr)
  if (missing !== null) return {missing: missing[1] ?? missing[2] ?? ''}
  throw new Error(hookFailure ?? lastWords(stderr))
}

/** Podman fixes a container's addresses when it joins a network: it leaves all of them and joins them anew, in order. */
async function giveAddresses(mac: Mac, {id, attachments}: ContainerRecord): Promise<void> {
  const name = realName(mac, id)
  for (const {network} of attachments) await tryPodman(['network', 'disconnect', realName(mac, network), name])
  for (const {network, ipv4Address, macAddress} of attachments) {
    await podman(['network', 'connect', '--ip', ipv4Address.replace(/\/.*/, ''), '--mac-address', macAddress, realName(mac, network), name])
  }
}

async function startConsole(mac: Mac, id: string): Promise<string> {
  const said = await startHelper(mac, id, ['perl', fileURLToPath(new URL('boot-console.pl', import.meta.url))])
  if (!said.startsWith('/dev/pts/')) throw new Error(`the guest ${id} has no console: ${said}`)
  return said
}

/** What is known of this boot; the lines of the real kernel are not. */
function bootLines({kernel, cpus, memoryInBytes, init}: ContainerRecord): string {
  const command = ['console=hvc0', 'tsc=reliable', 'panic=0', 'oops=panic', 'lsm=lockdown,capability,landlock,yama,apparmor', 'init=/sbin/vminitd', 'ro', 'rootfstype=ext4', 'root=/dev/vda', ...kernel.arguments].join(' ')
  return [
    `[    0.000000] Linux version ${kernel.profile} (emulated)`,
    `[    0.000000] Kernel command line: ${command}`,
    `[    0.000000] Memory: ${Math.round(memoryInBytes / 1024)}K, ${cpus + 1} CPUs`,
    `[    0.000000] vminitd: starting ${init.executable}`,
    '',
  ].join('\n')
}
