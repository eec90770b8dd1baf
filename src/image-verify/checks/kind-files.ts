import {differs, failed, note, ok, type ImageCheck} from '../check.js'
import {run, runScript, versionIn} from '../run.js'

/** What tools that know kind's node images look for: their places, and what stands in them. */
export const kindFiles: ImageCheck = {
  id: 'kind',
  title: 'kind compatibility',
  async look(subject) {
    const {node} = subject
    const [version, kubeadm, missing] = await Promise.all([run(node, ['cat', '/kind/version']), run(node, ['kubeadm', 'version', '--output=short']), runScript(node, MISSING, ...FILES, WANTED)])
    const said = version.good ? version.text.trim() : null
    if (said === null) return failed('no /kind/version: nobody can tell its Kubernetes')
    if (kubeadm.good && versionIn(kubeadm.text) !== said) return failed(`/kind/version says ${said}, kubeadm ${versionIn(kubeadm.text) ?? 'nothing'}`)
    const paths = missing.text.split('\n').filter((line) => line.startsWith('/'))
    const serious = paths.filter((path) => path !== WANTED)
    if (serious.length > 0) return differs(subject, `not there, or empty: ${serious.join(', ')}`)
    return paths.length > 0 ? note(`${said}; no ${WANTED}: kind itself needs disableDefaultCNI with it`) : ok(`${said}; /kind is complete`)
  },
}

/** A drop-in that kubeadm's users extend, kind's program before systemd, and what nodes of kind's say they are. */
const FILES = ['/usr/local/bin/entrypoint', '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf', '/kind/product_name', '/kind/product_uuid', '/kind/manifests', '/etc/machine-id']

/** kind applies it, unless its user says that there is to be no CNI of kind's. */
const WANTED = '/kind/manifests/default-cni.yaml'

const MISSING = `for path in "$@"; do
  if [ ! -d "$path" ] && [ ! -s "$path" ]; then echo "$path"; fi
done`
