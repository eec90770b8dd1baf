/**
 * Run by the lock's tests. `export HOME COUNT PREFIX` merges clusters one after another, `at-once` all of them, `kept` too, and looks whether
 * they were kept; `hold FILE` takes a lock and never lets go.
 */
import {withKubeconfigLock} from '../../src/kubeconfig/lock.js'
import {restoreKubeconfig} from '../../src/kubeconfig/restore.js'
import {exportTo} from './scratch-home.js'

const [verb, where = '', count = '1', prefix = ''] = process.argv.slice(2)
const names = Array.from({length: Number(count)}, (_, n) => `${prefix}${n}`)
if (verb === 'export') {
  for (const name of names) await exportTo(where, name, {timeoutMs: 60_000})
} else if (verb === 'at-once') {
  await Promise.all(names.map((name) => exportTo(where, name)))
} else if (verb === 'kept') {
  await Promise.all(names.map((name) => keep(name)))
} else {
  await withKubeconfigLock(where, async () => {
    process.stdout.write('held\n')
    await new Promise(() => setInterval(() => {}, 1000))
  })
}

/** Until nothing was dropped between a merge and a second later: on a busy machine kubectl may take long to write what it has read. */
async function keep(name: string): Promise<void> {
  await exportTo(where, name, {timeoutMs: 60_000, setCurrent: false})
  while (await restoreKubeconfig({cluster: name, home: where, env: {}, after: 1000, timeoutMs: 60_000}));
}
