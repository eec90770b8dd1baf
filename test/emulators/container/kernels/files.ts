import {copyFileSync, existsSync, mkdirSync, openSync, readSync, closeSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {Failure} from '../failure.ts'
import {defaultKernel, kernelsOf} from '../places.ts'
import type {Mac} from '../store.ts'
import {atLeast} from '../version.ts'
import {PROFILES, profile} from './profiles.ts'

/** A file that is a kernel here says in its first line which one. */
const MARK = 'kina emulated kernel: '

/** Puts a profile's kernel where the service keeps them, and makes it the default. */
export function installProfile(mac: Mac, name: string, {force}: {readonly force: boolean}): void {
  const {file} = profile(name)
  const path = join(kernelsOf(mac), file)
  if (existsSync(path) && !force) throw new Failure('unknown', `The file “${file}” couldn’t be saved in the folder “kernels” because a file with the same name already exists.`)
  mkdirSync(kernelsOf(mac), {recursive: true})
  writeFileSync(path, `${MARK}${name}\n`)
  makeDefault(mac, path)
}

export function installFile(mac: Mac, source: string, {force}: {readonly force: boolean}): void {
  const path = join(kernelsOf(mac), basename(source))
  if (!existsSync(source)) throw new Failure('notFound', `kernel not found at ${pathToFileURL(source).href}`)
  if (existsSync(path) && !force) throw new Failure('unknown', `The file “${basename(source)}” couldn’t be saved in the folder “kernels” because a file with the same name already exists.`)
  mkdirSync(kernelsOf(mac), {recursive: true})
  copyFileSync(source, path)
  makeDefault(mac, path)
}

export function noDefault(mac: Mac): void {
  rmSync(defaultKernel(mac), {force: true})
}

export function hasDefault(mac: Mac): boolean {
  return existsSync(defaultKernel(mac))
}

/** What a new container gets: its own kernel, or the default. */
export function chosenKernel(mac: Mac, path: string | undefined): {readonly path?: string; readonly profile: string} {
  if (path !== undefined && !existsSync(path)) throw new Failure('notFound', `kernel file not found at path ${path}`)
  if (path === undefined && !hasDefault(mac)) throw new Failure('notFound', `default kernel not found at ${pathToFileURL(defaultKernel(mac)).href}`)
  return {...(path === undefined ? {} : {path}), profile: profileOf(path ?? realpathSync(defaultKernel(mac)))}
}

/** The kernel that `--recommended` and a first start install. */
export function recommended(version: string): string {
  return atLeast(version, '1.3.0') ? '6.18.35' : '6.18.15'
}

/** Any other file is taken for the stock kernel. */
function profileOf(path: string): string {
  const start = Buffer.alloc(120)
  const file = openSync(path, 'r')
  readSync(file, start)
  closeSync(file)
  const first = start.toString('latin1').split('\n')[0] as string
  const named = first.startsWith(MARK) ? first.slice(MARK.length).trim() : '6.18.15'
  return PROFILES.some(({name}) => name === named) ? named : '6.18.15'
}

function makeDefault(mac: Mac, path: string): void {
  rmSync(defaultKernel(mac), {force: true})
  symlinkSync(path, defaultKernel(mac))
}
