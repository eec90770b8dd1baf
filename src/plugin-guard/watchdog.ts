import {Worker} from 'node:worker_threads'

/** How long nothing may move before somebody is told, in milliseconds; more than registering may take. */
const STUCK_AFTER = 5000
const BEAT = 500

/**
 * Watches over plugins that are still registering, from a thread of its own: when this one is stuck in a loop, nothing here could say
 * so. Costs about as much as a start of Node.js, so it is begun only for plugins whose hook did not return at once.
 */
export function watchStart(plugins: readonly string[], {json, stuckAfter = STUCK_AFTER}: {json: boolean; stuckAfter?: number}): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const text = `kina is stuck while it loads the plugin ${plugins.join(' or ')}. Stop it with Ctrl-C, then remove the plugin: KINA_NO_USER_PLUGINS=1 kina plugins uninstall ${plugins[0]}`
  const worker = new Worker(new URL('watchdog-thread.js', import.meta.url), {workerData: {beats, stuckAfter, text, json}, execArgv: [], stdout: false, stderr: false})
  worker.unref()
  // A watchdog that cannot run is no reason to fail.
  worker.on('error', () => {})
  const timer = setInterval(() => beat(beats, 1), BEAT).unref()
  return () => {
    clearInterval(timer)
    beat(beats, -1)
  }
}

/** A negative number of beats is the end. */
function beat(beats: Int32Array<SharedArrayBuffer>, step: 1 | -1): void {
  if (step === -1) Atomics.store(beats, 0, -1)
  else Atomics.add(beats, 0, 1)
  Atomics.notify(beats, 0)
}
