import {access, readFile, statfs} from 'node:fs/promises'
import {dirname} from 'node:path'
import {contextFor, type App} from '../app.js'
import {bytes} from '../report/bytes.js'
import {ok, type Check, type Finding} from './check.js'

/** Space that a first image build needs, in bytes: Go's caches, programs, archives and the image; measured at 9 GB. */
const BUILD_SPACE = 12e9

/** What the machine itself must offer. Elsewhere than on Linux nodes run in machines of their own, whose kernel and limits are not this one's. */
export function hostChecks(platform: NodeJS.Platform): readonly Check[] {
  return [{title: 'Disk', look: diskSpace}, {title: 'Open files', look: openFiles}, ...(platform === 'linux' ? LINUX_CHECKS : [])]
}

const LINUX_CHECKS: readonly Check[] = [
  {title: 'inotify limits', look: inotify},
  {title: 'cgroups', look: cgroups},
  {title: 'Resource limits', look: limits},
  {title: 'Kernel modules', look: modules},
]

/** Programs that run at once for a cluster of several nodes, each with its pipes, and Go's builds: measured at a few hundred. */
const OPEN_FILES = 1024

/** As programs get it that kina starts: Node.js has raised its own limit as far as it may by then. */
async function openFiles(app: App): Promise<Finding> {
  const limit = await contextFor(app, 'core', 'doctor').exec(['sh', '-c', 'ulimit -n']).then(({stdout}) => stdout.trim(), () => '')
  if (limit === '' || limit === 'unlimited' || Number(limit) >= OPEN_FILES) return ok(limit === '' ? 'the limit is not known' : limit === 'unlimited' ? 'no limit' : `${limit} at once`)
  return {status: 'note', detail: `${limit} at once; ${OPEN_FILES} are good for several nodes and for building images`, fix: `In the shell that runs kina: ulimit -Hn ${OPEN_FILES} && ulimit -n ${OPEN_FILES}`}
}

async function diskSpace({cacheRoot}: App): Promise<Finding> {
  const {bavail, bsize} = await statfs(await existingParent(cacheRoot))
  const free = bavail * bsize
  if (free >= BUILD_SPACE) return ok(`${bytes(free)} free for the cache in ${cacheRoot}`)
  return {status: 'note', detail: `${bytes(free)} free for the cache in ${cacheRoot}; a first image build takes up to ${bytes(BUILD_SPACE)}`, fix: 'Set KINA_CACHE_DIR to a larger disk, or run kina image clean.'}
}

/** Every kubelet, containerd and many pods watch files: with the usual 128 instances the third node fails in strange ways. */
async function inotify(): Promise<Finding> {
  const wanted = {max_user_instances: 512, max_user_watches: 524288}
  const low = (await Promise.all(Object.entries(wanted).map(async ([name, value]) => [name, value, await numberIn(`/proc/sys/fs/inotify/${name}`)] as const))).filter(([, value, now]) => now !== null && now < value)
  if (low.length === 0) return ok('enough for several nodes')
  return {
    status: 'note',
    detail: low.map(([name, value, now]) => `fs.inotify.${name} is ${now}, ${value} is good for several nodes`).join('; '),
    fix: low.map(([name, value]) => `sysctl -w fs.inotify.${name}=${value}`).join(' && '),
    commands: low.map(([name, value]) => ['sysctl', '-w', `fs.inotify.${name}=${value}`]),
  }
}

async function cgroups(): Promise<Finding> {
  const unified = await there('/sys/fs/cgroup/cgroup.controllers')
  return unified ? ok('version 2') : {status: 'note', detail: 'version 1: nodes adapt to it; Kubernetes 1.35 and newer are told to accept it'}
}

async function limits(): Promise<Finding> {
  const text = await readFile('/proc/self/status', 'utf8').catch(() => null)
  if (text === null) return ok('not known')
  const effective = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(text)?.[1] ?? '0'}`)
  const CAP_SYS_RESOURCE = 24n
  if ((effective >> CAP_SYS_RESOURCE) % 2n === 1n) return ok('may be raised for nodes')
  const nofile = /^Max open files\s+\S+\s+(\S+)/m.exec(await readFile('/proc/self/limits', 'utf8').catch(() => ''))?.[1] ?? 'unknown'
  return {status: 'note', detail: `CAP_SYS_RESOURCE is missing, so limits cannot be raised: nodes keep this machine’s own (open files: ${nofile})`}
}

async function modules(): Promise<Finding> {
  return (await there('/lib/modules')) ? ok('/lib/modules is there') : {status: 'note', detail: '/lib/modules is missing: modules cannot be loaded, only what is built into the kernel is there'}
}

async function numberIn(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? null : Number(text)
}

async function existingParent(path: string): Promise<string> {
  return (await there(path)) || path === dirname(path) ? path : existingParent(dirname(path))
}

function there(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
