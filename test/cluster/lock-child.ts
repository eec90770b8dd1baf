/** Run by the lock's tests: takes the lock of the cluster `dev` under the given state directory and never lets go. */
import {join} from 'node:path'
import type {App} from '../../src/app.js'
import {withClusterLock} from '../../src/cluster/lock.js'

const stateRoot = process.argv[2]!
const silent = () => {}
// The lock uses nothing else of an App.
const app = {stateRoot, home: join(stateRoot, 'home'), signal: new AbortController().signal, log: {debug: silent, info: silent, warn: silent}} as unknown as App
await withClusterLock(app, 'dev', {wait: false}, async () => {
  process.stdout.write('held\n')
  await new Promise(() => setInterval(() => {}, 1000))
})
