import {kubernetesVersions, nodeVersions} from '../../node-image/versions.js'
import {failed, ok, skipped} from '../check.js'
import {wantedSysctls} from '../checks/sysctls.js'
import {architecture} from './architecture.js'
import {foreignComponent, foreignImage} from './programs.js'
import type {ForeignCheck, ForeignSubject} from './subject.js'

/** What is looked at in an image that no node can be started of: the same as in a node, as far as files show it, under the same names. */
export function foreignChecks({versions}: Pick<ForeignSubject, 'versions'>): readonly ForeignCheck[] {
  const {components, images} = versions ?? nodeVersions(kubernetesVersions[0] ?? '')
  return [
    architecture,
    needsNode('systemd', 'systemd'),
    units,
    needsNode('cri', 'CRI'),
    needsNode('sandbox', 'A pod’s sandbox'),
    ...components.filter(({node}) => node !== undefined).map(foreignComponent),
    ...Object.keys(images).map(foreignImage),
    sysctls,
    needsNode('iptables', 'iptables'),
    kindFiles,
  ]
}

function needsNode(id: string, title: string): ForeignCheck {
  return {id, title, look: ({arch}) => skipped(`needs a node that runs, on a machine of ${arch}`)}
}

const WANTED = '/etc/systemd/system/multi-user.target.wants'
const ENABLED = ['containerd.service', 'kubelet.service', 'kina-node.service', 'kina-certificates.path']

const units: ForeignCheck = {
  id: 'units',
  title: 'Units',
  look({contents: {files}}) {
    const off = ENABLED.filter((unit) => files.get(`${WANTED}/${unit}`)?.type !== 'link')
    return off.length > 0 ? failed(`not enabled: ${off.join(', ')}`) : ok(`enabled: ${ENABLED.join(', ')}`)
  },
}

export const SYSCTLS = '/etc/sysctl.d/99-kina.conf'

const sysctls: ForeignCheck = {
  id: 'sysctls',
  title: 'sysctls',
  look({contents: {files}}) {
    const text = files.get(SYSCTLS)?.text
    if (text === undefined) return failed(`there is no ${SYSCTLS}`)
    const wrong = wantedSysctls().filter(({key, value}) => !new RegExp(`^-?${key.replaceAll('.', '\\.')} *= *${value}$`, 'm').test(text))
    return wrong.length > 0 ? failed(`${SYSCTLS} does not set ${wrong.map(({key, value}) => `${key}=${value}`).join(' ')}`) : ok(`${SYSCTLS} sets what kina wants`)
  },
}

/** As in a node, but for what its first start makes. */
export const KIND_VERSION = '/kind/version'
const KIND_FILES = [KIND_VERSION, '/usr/local/bin/entrypoint', '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf', '/kind/product_name', '/kind/manifests', '/etc/machine-id']

const kindFiles: ForeignCheck = {
  id: 'kind',
  title: 'kind compatibility',
  look({contents: {files}, kubernetes}) {
    const missing = KIND_FILES.filter((path) => !files.has(path))
    if (missing.length > 0) return failed(`not there: ${missing.join(', ')}`)
    const said = files.get(KIND_VERSION)?.text?.trim()
    return said === kubernetes ? ok(`${said ?? ''}; /kind is complete, but for what a node’s first start makes`) : failed(`${KIND_VERSION} says ${said ?? 'nothing'}, the image’s label ${kubernetes ?? 'nothing'}`)
  },
}
