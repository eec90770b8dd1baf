import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {KinaError} from '../errors.js'
import {exec} from '../process/exec.js'
import {ExecError} from '../process/exec-error.js'
import type {PackageHost} from './host.js'

/** A registry or a server that does not answer is said after seconds, not minutes. What the user has set goes before. */
const PATIENCE = {npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '2000'}

/** Runs the npm that oclif's plugin for plugins brings, so that none is needed on PATH; its standard output. */
export async function npm(host: PackageHost, directory: string, args: readonly string[]): Promise<string> {
  const registry = host.config.npmRegistry
  const common = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', ...(registry ? [`--registry=${registry}`] : [])]
  // git asks for a password otherwise where a repository does not exist.
  const env = {...PATIENCE, ...defined(host.env), GIT_TERMINAL_PROMPT: '0', HUSKY: '0'}
  try {
    return (await exec([process.execPath, npmProgram(host), ...args, ...common], {cwd: directory, env}, host.signal)).stdout
  } catch (error) {
    throw error instanceof ExecError ? npmFailed(args, error) : error
  }
}

/** `npm install` of a package, with more options if need be, into a directory that has a list of plugins. */
export async function npmInstall(host: PackageHost, stage: string, spec: readonly string[]): Promise<void> {
  await npm(host, stage, ['install', ...spec, '--omit=dev'])
}

function npmProgram({config}: PackageHost): string {
  const root = config.plugins.get('@oclif/plugin-plugins')?.root ?? config.root
  return join(dirname(createRequire(join(root, 'package.json')).resolve('npm/package.json')), 'bin/npm-cli.js')
}

function defined(env: PackageHost['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** npm's own code says what happened; its last lines say the rest. */
function npmFailed([verb, what = '']: readonly string[], error: ExecError): KinaError {
  const code = /npm error code (\w+)/.exec(error.stderr)?.[1]
  const detail = error.stderr.split('\n').map((line) => line.replace(/^npm error ?/, '')).filter((line) => !NOISE.test(line)).join('\n').trim()
  if (code === 'E404' || code === 'ETARGET') {
    return new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `${what} is not in the npm registry.`, detail, next: ['kina plugins lists what is installed.', 'A tarball or a folder can be given too: kina plugins install ./PLUGIN.tgz']})
  }
  if (code !== undefined && OFFLINE.has(code)) {
    return new KinaError({code: 'E_PLUGIN_INSTALL', message: `${what} could not be fetched: the server does not answer (${code}).`, detail, next: ['Is this machine online? KINA_NPM_REGISTRY chooses another registry.', 'A tarball needs no network: kina plugins install ./PLUGIN.tgz']})
  }
  return new KinaError({code: 'E_PLUGIN_INSTALL', message: `npm ${verb ?? ''} ${what} failed. The plugins are as they were.`, ...(detail && {detail})})
}

/** npm's warnings, stack traces, dumps of an error's fields, and where its log is. */
const NOISE = /^npm warn|^\s+at |^\s+\w+: |^}|debug-\d+\.log|A complete log|^If you are behind a proxy|^(code|errno|syscall) |^\s*$/i

const OFFLINE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ERR_SOCKET_TIMEOUT'])
