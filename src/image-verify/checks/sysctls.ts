import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {nodeImageDirectory} from '../../node-image/versions.js'
import {differs, failed, ok, type ImageCheck} from '../check.js'
import {runScript} from '../run.js'

/** The settings that kina's own image makes, as the node's kernel has them. */
export const sysctls: ImageCheck = {
  id: 'sysctls',
  title: 'sysctls',
  async look(subject) {
    const wanted = wantedSysctls()
    const ran = await runScript(subject.node, READ, ...wanted.map(({key}) => key))
    if (!ran.good) return failed(ran.why)
    const values = new Map(ran.text.split('\n').map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']))
    // A key that this kernel does not have is not the image's doing.
    const there = wanted.filter(({key}) => (values.get(key) ?? '') !== '')
    const wrong = there.filter(({key, value}) => values.get(key) !== value)
    const text = wrong.map(({key, value}) => `${key} is ${values.get(key) ?? ''}, not ${value}`).join('; ')
    if (wrong.length === 0) return ok(there.map(({key, value}) => `${key}=${value}`).join(' '))
    return wrong.some(({key}) => key === NEEDED) ? failed(text) : differs(subject, text)
  },
}

/** Without it no packet leaves a pod; a CNI sees to the others where it needs them. */
const NEEDED = 'net.ipv4.ip_forward'

/** Of the image's own file, so that both say the same. */
export function wantedSysctls(): readonly {key: string; value: string}[] {
  const text = readFileSync(join(nodeImageDirectory, 'rootfs/etc/sysctl.d/99-kina.conf'), 'utf8')
  return [...text.matchAll(/^-?([\w.-]+) *= *(\S+)$/gm)].map(([, key = '', value = '']) => ({key, value}))
}

const READ = `for key in "$@"; do
  path=/proc/sys/\${key//.//}
  if [ -r "$path" ]; then echo "$key $(cat "$path")"; fi
done`
