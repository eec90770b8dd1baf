import {glob} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {RegisterHook} from '../../src/contract/index.js'
import {registrationsOf, type Registrations} from '../../src/testing/index.js'

/** What the plugins of this repository register, from their sources. */
export async function allRegistered(): Promise<Registrations> {
  const files = await Array.fromAsync(glob('plugins/*/src/register.ts', {cwd: fileURLToPath(new URL('../..', import.meta.url))}))
  const all = await Promise.all(files.sort().map(registered))
  return {runtimes: all.flatMap((one) => one.runtimes), cnis: all.flatMap((one) => one.cnis), imageBuilders: all.flatMap((one) => one.imageBuilders)}
}

async function registered(file: string): Promise<Registrations> {
  const {default: hook} = (await import(new URL(`../../${file}`, import.meta.url).href)) as {default: RegisterHook}
  return registrationsOf(hook)
}
