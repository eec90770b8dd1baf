import {once} from 'node:events'
import {posix} from 'node:path'
import {PassThrough} from 'node:stream'
import {extract, type Extract} from 'tar-stream'
import type {Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import type {LogFolder} from './log-folder.js'
import {POD_LOGS} from './node-pieces.js'
import {Tail} from './tail.js'

/** The most that is kept of one container's log, in bytes. */
const LARGEST = 2 * 1024 * 1024
/** The most that is kept of all of one node, in bytes; what comes after is noted. */
const ALL = 128 * 1024 * 1024

/** The logs of pods, as the kubelet keeps them: `pods/`, and in `containers/` links to them. */
export async function podLogs(folder: LogFolder, node: Node, signal: AbortSignal): Promise<void> {
  const bytes = new PassThrough()
  const reading = readAll(folder, node.name, bytes.pipe(extract()))
  reading.catch(() => {})
  try {
    const {exitCode, stderr} = await node.exec(POD_LOGS.argv, {
      allowFailure: true,
      timeoutSeconds: POD_LOGS.limit!,
      // A reader that has failed takes no more.
      onStdout: async (chunk) => void (bytes.write(chunk) || (await Promise.race([once(bytes, 'drain'), reading]))),
    })
    bytes.end()
    await reading
    if (exitCode !== 0) folder.lacks(`${node.name}/pods`, stderr || `exit code ${exitCode}`)
  } catch (error) {
    signal.throwIfAborted()
    bytes.destroy()
    folder.lacks(`${node.name}/pods`, messageOf(error))
  }
}

async function readAll(folder: LogFolder, node: string, entries: Extract): Promise<void> {
  let left = ALL
  for await (const entry of entries) {
    const {name, type, linkname} = entry.header
    const path = safePath(name)
    const tail = new Tail(Math.min(LARGEST, left))
    for await (const chunk of entry) if (left > 0) tail.push(chunk as Uint8Array)
    if (path === null) continue
    if (type === 'symlink') await link(folder, node, path, linkname ?? '')
    if (type !== 'file') continue
    if (left <= 0) folder.lacks(`${node}/${path}`, 'the logs of pods on this node are larger than what is kept')
    else {
      const text = tail.text()
      left -= text.length
      await folder.write(`${node}/${path}`, text)
    }
  }
}

async function link(folder: LogFolder, node: string, path: string, target: string): Promise<void> {
  const within = safePath(posix.relative('/var/log', target))
  if (within?.startsWith('pods/')) await folder.link(`${node}/${path}`, posix.relative(posix.dirname(path), within))
}

/** Names come from a node: none leads out of its folder. */
function safePath(name: string): string | null {
  const path = posix.normalize(name)
  return /^(pods|containers)\//.test(path) && !path.split('/').includes('..') ? path.replace(/\/$/, '') : null
}
