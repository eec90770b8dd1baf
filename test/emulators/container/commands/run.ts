import {randomUUID} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {createContainer, runAttached, startContainer} from '../daemon/containers.ts'
import {deleteContainer} from '../daemon/endings.ts'
import {fetched} from '../daemon/images.ts'
import {look} from '../daemon/look.ts'
import {undisturbed} from '../signals.ts'
import {createVolume} from '../daemon/volumes.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {chosenKernel} from '../kernels/files.ts'
import {containerOf} from '../spec/container.ts'
import {mountsOf} from '../spec/mounts.ts'
import {askedPlatform, variantFor} from '../spec/references.ts'
import {read} from '../store.ts'
import {exitWith} from './outcome.ts'

/** A failed `run` leaves no container behind: whatever goes wrong after its creation deletes it. */
export async function run(call: Call): Promise<void> {
  const id = idOf(call)
  if ((await look(call.mac, [id])).containers[id] !== undefined) throw new Failure('exists', `container with id ${id} already exists`)
  // An interrupt between creating and starting would leave what the real daemon cleans up.
  await undisturbed(async () => {
    await made(call, id)
    if (call.is('detach')) await orDelete(call, id, () => startContainer(call.mac, id))
  })
  if (call.is('detach')) {
    cidfile(call, id)
    return call.out(id)
  }
  const outcome = await orDelete(call, id, () => runAttached(call.mac, id, {interactive: call.is('interactive')}))
  cidfile(call, id)
  await look(call.mac, [id])
  if ('missing' in outcome || 'portTaken' in outcome) await deleteContainer(call.mac, id, {force: true}).catch(() => undefined)
  exitWith(outcome)
}

export async function create(call: Call): Promise<void> {
  const id = idOf(call)
  await made(call, id)
  cidfile(call, id)
  call.out(id)
}

async function made(call: Call, id: string): Promise<void> {
  const {mac} = call
  const {settings} = read(mac)
  const platform = askedPlatform(call) ?? {os: 'linux' as const, architecture: settings.architecture}
  const scheme = call.one('scheme') === 'http' ? 'http' : 'https'
  const {reference, image} = await fetched(mac, call.args[0] as string, {platform, scheme})
  const variant = variantFor(reference, image, platform)
  const kernel = chosenKernel(mac, call.one('kernel'))
  const {mounts, volumes} = mountsOf(call)
  for (const volume of volumes) {
    if (read(mac).volumes[volume.name] !== undefined) continue
    if (!volume.anonymous) call.err(`creating volume: ["name": "${volume.name}"]`)
    await createVolume(mac, volume)
  }
  await createContainer(mac, (state) => containerOf(call, state, {id, image: {reference, image, variant}, kernel, mounts}))
}

async function orDelete<T>(call: Call, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await deleteContainer(call.mac, id, {force: true})
    throw error
  }
}

function idOf(call: Call): string {
  const name = call.one('name')
  if (name !== undefined && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$/.test(name)) throw new Failure('invalidArgument', `container ID ${name} is not a valid container ID`)
  return name ?? randomUUID().toLowerCase()
}

function cidfile(call: Call, id: string): void {
  const path = call.one('cidfile')
  if (path !== undefined && path !== '') writeFileSync(path, id, {mode: 0o644})
}
