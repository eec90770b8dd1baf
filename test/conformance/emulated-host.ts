import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import type {Context} from '../../src/contract/index.js'
import {exec} from '../../src/process/exec.js'
import {hostContext} from '../../src/testing/index.js'
import {adopt, imageOf} from '../emulators/container/backing/images/describe.ts'
import {emulate, type EmulatedMac, type MacWish} from '../emulators/container/emulate.ts'
import {fullReference} from '../emulators/container/spec/references.ts'

export interface EmulatedHost {
  /** As core lends one: what it runs believes that it runs on this Mac. */
  context(signal: AbortSignal): Context
  /** Made when it is first asked for. */
  mac(): Promise<EmulatedMac>
  /** Takes away all that was made of it. */
  remove(): Promise<void>
}

/** An emulated Mac with real guests, whose store has these images of Podman's. */
export function emulatedHost(wish: Omit<MacWish, 'behind'>, images: readonly string[] = []): EmulatedHost {
  let made: Promise<EmulatedMac> | undefined
  const mac = () => (made ??= make(wish, images))
  return {
    mac,
    context: (signal) => ({...hostContext(signal), exec: async (argv, options = {}) => exec(argv, {...options, env: {...(await mac()).env, ...options.env}}, signal)}),
    remove: async () => (await made)?.remove(),
  }
}

/** Why there can be no such Mac here; null: there can. */
export async function noEmulatedHost(image: string): Promise<string | null> {
  try {
    await promisify(execFile)('podman', ['image', 'inspect', image])
    return null
  } catch (error) {
    return /ENOENT/.test(String(error)) ? 'Podman, which stands behind the emulated Mac, is not on PATH' : `Podman, which stands behind the emulated Mac, has no image ${image}`
  }
}

async function make(wish: Omit<MacWish, 'behind'>, images: readonly string[]): Promise<EmulatedMac> {
  const mac = await emulate({...wish, behind: 'podman'})
  try {
    const {id} = mac.state().settings
    for (const image of images) await mac.addImage(fullReference(image), imageOf([await adopt({id, directory: `${mac.mac.directory}/behind`}, image)]))
    return mac
  } catch (error) {
    await mac.remove()
    throw error
  }
}
