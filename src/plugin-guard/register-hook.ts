import {existsSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {Errors, type Interfaces} from '@oclif/core'
import type {RegisterPayload} from '../contract/index.js'
import {REGISTER} from './plugin-manifest.js'

type Hook = (this: object, payload: object) => unknown
type Loaded = Readonly<Record<string, unknown>>

/**
 * Runs the register hooks of one plugin as oclif does, but without waiting in between where nothing has to be waited for: what has not
 * returned when this returns is a promise.
 */
export function runRegisterHooks(plugin: Interfaces.Plugin, payload: RegisterPayload, config: Interfaces.Config): Promise<unknown> | undefined {
  let pending: Promise<unknown> | undefined
  for (const {target, identifier} of plugin.hooks[REGISTER] ?? []) {
    const run = () => {
      const loaded = loadNow(plugin.root, target)
      return loaded instanceof Promise ? loaded.then((module) => call(module, identifier, payload, config)) : call(loaded, identifier, payload, config)
    }
    const result = pending ? pending.then(run) : run()
    if (isThenable(result)) pending = Promise.resolve(result)
  }
  return pending
}

/** ES modules can be required, so that loading ends before this returns; those that await at their top level have to be imported. */
function loadNow(root: string, target: string): Loaded | Promise<Loaded> {
  const file = hookFile(root, target)
  try {
    // From a place that looks installed: Node.js 22 would warn of a required ES module elsewhere.
    return createRequire(join(root, 'node_modules', 'kina.js'))(file) as Loaded
  } catch (error) {
    const {code, message} = (error ?? {}) as {code?: string; message?: string}
    if (code !== 'ERR_REQUIRE_ASYNC_MODULE' && !/^Top-level await/m.test(message ?? '')) throw error
    return import(pathToFileURL(file).href) as Promise<Loaded>
  }
}

function hookFile(root: string, target: string): string {
  const path = resolve(root, target)
  const found = ['', '.js', '.mjs', '.cjs', '/index.js'].map((ending) => path + ending).find((file) => /\.[cm]?js$/.test(file) && existsSync(file))
  if (found === undefined) throw new Error(`${path}, which its package.json names, is missing`)
  return found
}

function call(module: Loaded, identifier: string, payload: RegisterPayload, config: Interfaces.Config): unknown {
  const hook = [module[identifier], ...(identifier === 'default' ? [module, ...Object.values(module)] : [])].find((value) => typeof value === 'function') as Hook | undefined
  if (!hook) throw new Error(`its hook ${REGISTER} is no function`)
  const context = {config, debug: () => {}, error: Errors.error, exit: Errors.exit, log: console.log, warn: Errors.warn}
  return hook.call(context, {...payload, config, context})
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as {then?: unknown} | undefined | null)?.then === 'function'
}
