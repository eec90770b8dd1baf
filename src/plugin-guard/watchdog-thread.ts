import {writeSync} from 'node:fs'
import {workerData} from 'node:worker_threads'

const {beats, stuckAfter, text, json} = workerData as {beats: Int32Array<SharedArrayBuffer>; stuckAfter: number; text: string; json: boolean}

// Straight to the file: the streams of a worker are written by the thread that is stuck.
for (let seen = Atomics.load(beats, 0); seen >= 0; seen = Atomics.load(beats, 0)) {
  if (Atomics.wait(beats, 0, seen, stuckAfter) !== 'timed-out') continue
  writeSync(2, json ? `${JSON.stringify({type: 'note', time: new Date().toISOString(), level: 'warn', text})}\n` : `[warn] ${text}\n`)
  break
}
