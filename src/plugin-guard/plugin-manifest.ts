import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {messageOf} from '../errors.js'
import {isObject, type ListedPlugin} from './installed-list.js'

/** What kina uses of a plugin's package.json; everything else that oclif would act on is left out. */
export interface PluginManifest {
  readonly pjson: Record<string, unknown>
  /** oclif's own file of the plugin's commands can be used, so that none of its code is run to learn of them. */
  readonly hasCommands: boolean
  /** What is left out and should be known; the plugin works without. */
  readonly leftOut: readonly string[]
}

/** The one hook of an installed plugin that is ever run. */
export const REGISTER = 'kina:register'

/** Reads a plugin's package.json; throws with a message that completes a sentence about the plugin. */
export async function readPluginManifest({name, root}: ListedPlugin): Promise<PluginManifest> {
  const pjson = await readPackage(root)
  if (pjson['name'] !== name) throw new Error(`the package in ${root} is called ${JSON.stringify(pjson['name'])}`)
  const {oclif} = pjson
  if (!isObject(oclif)) throw new Error('its package.json has no "oclif" key: it is no plugin')
  const {hooks = {}, commands} = oclif
  if (!isObject(hooks)) throw new Error('"oclif.hooks" in its package.json is no object')
  const register = hooks[REGISTER]
  if (register !== undefined && ![register].flat().every(isHook)) throw new Error(`"oclif.hooks.${REGISTER}" in its package.json is no file`)
  const foreign = Object.keys(hooks).filter((event) => event !== REGISTER)
  const problem = await commandsProblem(root, commands, pjson['version'])
  return {
    pjson: {...pjson, version: textOr(pjson['version'], '0.0.0'), oclif: {hooks: register === undefined ? {} : {[REGISTER]: register}, ...(commands !== undefined && problem === undefined && {commands})}},
    hasCommands: commands !== undefined && problem === undefined,
    leftOut: [
      ...(foreign.length > 0 ? [`not its hook ${foreign.join(', ')}: of an installed plugin only ${REGISTER} is run`] : []),
      ...(problem === undefined ? [] : [`not its commands: ${problem}`]),
    ],
  }
}

/** A killed npm leaves folders that are empty or not there at all. */
async function readPackage(root: string): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(join(root, 'package.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Error(`its package.json cannot be read: ${messageOf(error)}`)
    const there = await stat(root).then(() => true, () => false)
    throw new Error(there ? `there is no package.json in ${root}; its installation was cut off` : `${root} is missing; it was removed, or its installation was cut off`)
  }
  const pjson = parsed(text, 'package.json')
  if (!isObject(pjson)) throw new Error('its package.json holds no object')
  return pjson
}

/** What is wrong with the file that lists a plugin's commands. A plugin without commands needs none, but one that is there must be sound. */
async function commandsProblem(root: string, commands: unknown, version: unknown): Promise<string | undefined> {
  const text = await readFile(join(root, 'oclif.manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return commands === undefined ? undefined : 'it has no oclif.manifest.json, which "oclif manifest" makes'
  try {
    const manifest = parsed(text, 'oclif.manifest.json')
    if (!isObject(manifest) || !isObject(manifest['commands']) || !Object.entries(manifest['commands']).every(isCommand)) return 'its oclif.manifest.json is not as oclif writes it'
    return release(manifest['version']) === release(version) ? undefined : `its oclif.manifest.json is of version ${String(manifest['version'])}, the package of ${String(version)}`
  } catch (error) {
    return messageOf(error)
  }
}

function isCommand([id, command]: [string, unknown]): boolean {
  if (!isObject(command) || command['id'] !== id || !isObject(command['flags']) || !isObject(command['args'])) return false
  return [command['aliases'], command['hiddenAliases']].every((names) => names === undefined || (Array.isArray(names) && names.every((name) => typeof name === 'string')))
}

function isHook(hook: unknown): boolean {
  return typeof hook === 'string' || (isObject(hook) && typeof hook['target'] === 'string')
}

/** oclif compares without what follows a dash. */
function release(version: unknown): string {
  return String(version).split('-', 1)[0] ?? ''
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`its ${file} is not JSON: ${messageOf(error)}`)
  }
}
