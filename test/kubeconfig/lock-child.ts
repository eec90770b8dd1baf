/** Run by the lock's tests: `export HOME COUNT PREFIX` merges clusters one after another, `hold FILE` takes a lock and never lets go. */
import {withKubeconfigLock} from '../../src/kubeconfig/lock.js'
import {exportTo} from './scratch-home.js'

const [verb, where = '', count = '1', prefix = ''] = process.argv.slice(2)
if (verb === 'export') {
  for (let n = 0; n < Number(count); n++) await exportTo(where, `${prefix}${n}`, {timeoutMs: 60_000})
} else {
  await withKubeconfigLock(where, async () => {
    process.stdout.write('held\n')
    await new Promise(() => setInterval(() => {}, 1000))
  })
}
