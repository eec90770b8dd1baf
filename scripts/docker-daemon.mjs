// A Docker daemon for the tests where none answers: Linux, as root. Its images are kept for the next run; the daemon is not.
import {execFileSync, spawn} from 'node:child_process'
import {existsSync, mkdirSync, openSync, readFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

const data = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kina-test', 'docker')
const run = '/run/kina-test-docker'
const pidfile = `${run}/dockerd.pid`
const host = `unix://${run}/docker.sock`
const NETWORK = '10.87.255.0/24'

/** Resolves to what ends the daemon again; nothing to end, and a reason printed, where there is none or somebody else's. */
export async function dockerDaemon() {
  if (answers()) return async () => {}
  if (process.platform !== 'linux' || process.getuid() !== 0) return without('no daemon answers, and only root can start one')
  if (!installed() && !install()) return without('dockerd is not installed, and apt-get cannot install it')
  process.env.DOCKER_HOST = host
  if (answers()) return stop
  const problem = await start()
  return problem === null ? stop : without(problem)
}

function without(reason) {
  console.log(`Docker: ${reason}. Tests over it are skipped.`)
  return async () => {}
}

function answers() {
  return succeeds('docker', ['version'])
}

function installed() {
  return succeeds('dockerd', ['--version']) && succeeds('docker', ['--version'])
}

function install() {
  console.log('\n$ apt-get install docker.io')
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'}
  const get = (...args) => succeeds('apt-get', args, {env, stdio: ['ignore', 'ignore', 'inherit']})
  return get('update') && get('install', '--yes', '--no-install-recommends', 'docker.io') && installed()
}

/** The reason why there is none, or null once it answers. */
async function start() {
  mkdirSync(run, {recursive: true})
  const log = `${run}/dockerd.log`
  const output = openSync(log, 'w')
  const args = ['--data-root', data, '--exec-root', `${run}/exec`, '--pidfile', pidfile, '--host', host]
  // Its own addresses are its only pool: a network of a cluster finds none, as on hosts whose routes take them all, and kina must choose.
  args.push('--default-address-pool', `base=${NETWORK},size=24`)
  // A bridge that another daemon has left keeps its address.
  if (!existsSync('/sys/class/net/docker0')) args.push('--bip', NETWORK.replace('.0/', '.1/'))
  const daemon = spawn('dockerd', args, {stdio: ['ignore', output, output], detached: true})
  let ended = false
  daemon.once('exit', () => (ended = true)).once('error', () => (ended = true))
  daemon.unref()
  while (!ended) {
    if (answers()) return null
    await sleep(250)
  }
  return `dockerd ended at once: ${readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)}`
}

async function stop() {
  const pid = Number(readFileSync(pidfile, 'utf8'))
  process.kill(pid, 'SIGTERM')
  while (existsSync(`/proc/${pid}`)) await sleep(250)
}

function succeeds(program, args, options = {stdio: 'ignore'}) {
  try {
    execFileSync(program, args, options)
    return true
  } catch {
    return false
  }
}
