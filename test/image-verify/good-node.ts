import type {Argv} from '../../src/contract/index.js'
import type {FakeExecHandler} from '../../src/testing/index.js'
import {wantedSysctls} from '../../src/image-verify/checks/sysctls.js'
import {nodeVersions} from '../../src/node-image/versions.js'

type Answer = ReturnType<FakeExecHandler>

/** What a program answers in place of a good image's; undefined: as in that. By the words of its command line, or by a part of a script and its arguments. */
export type Change = (line: string, argv: Argv) => Answer

export const KUBERNETES = 'v1.31.0'
const {components, images} = nodeVersions(KUBERNETES)
const CNI = components.find(({name}) => name === 'cni-plugins')!

/** A node of a good image of kina's, as far as the checks ask; `change` breaks it. */
export function goodNode(change: Change = () => undefined): FakeExecHandler {
  return async ({argv}) => {
    const [program, ...args] = argv
    const line = program === 'bash' ? `${titleOf(args[1] ?? '')} ${args.slice(3).join(' ')}` : argv.join(' ')
    return (await change(line, argv)) ?? answer(line, args)
  }
}

function answer(line: string, args: readonly string[]): Answer {
  const [first = '', second = '', third = ''] = line.split(' ')
  switch (first) {
    case 'sh':
    case 'tar':
    case 'test':
    case '/usr/local/lib/kina/adopt-node':
      return ''
    case 'systemctl':
      return second === 'is-system-running' ? 'running\n' : second === 'is-enabled' ? 'enabled\n' : ''
    case 'crictl':
      return args.includes('info') ? JSON.stringify({status: {conditions: [{type: 'RuntimeReady', status: true}, {type: 'NetworkReady', status: false}]}}) : 'crictl version 1.36.0\n'
    case 'cat':
      return `${KUBERNETES}\n`
    case 'ls':
      return `${CNI.node!.programs.join('\n')}\n`
    case 'kubeadm':
      return second === 'config' ? `${Object.values(images).join('\n')}\n` : `${KUBERNETES}\n`
    case 'kubelet':
      return `Kubernetes ${KUBERNETES}\n`
    case 'kubectl':
      return `Client Version: ${KUBERNETES}\nKustomize Version: v5.4.2\n`
    case 'containerd':
    case 'ctr':
      return `${first} github.com/containerd/containerd v1.7.18 \n`
    case 'containerd-shim-runc-v2':
      return 'containerd-shim-runc-v2:\n  Version:  v1.7.18\n  Revision: \n  Go version: go1.26.8\n'
    case 'runc':
      return 'runc version 1.1.12\nspec: 1.0.2-dev\n'
    // Scripts, by their titles.
    case 'ask-cni':
      return args.slice(4).map((program) => `${program}\t0\t{"supportedVersions":["1.0.0"]}\tCNI ${program} plugin v1.5.1\n`).join('')
    case 'use-image':
      return third === '/coredns' ? 'CoreDNS-1.11.1\nlinux/amd64, go1.26.8, \n' : third.endsWith('/etcd') ? 'etcd Version: 3.5.15\nGit SHA: none\n' : `Kubernetes ${KUBERNETES}\n`
    case 'read-sysctls':
      return wantedSysctls().map(({key, value}) => `${key} ${value}\n`).join('')
    case 'iptables-chosen':
      return 'nft\n'
    case 'iptables-pretend':
      return second === 'legacy' ? 'nft\n' : 'legacy\n'
    case 'sandbox':
    case 'iptables-works':
      return ''
    case 'kind-missing':
      return ''
    default:
      return undefined
  }
}

/** Scripts are told apart by what only they do. */
const SCRIPTS: readonly (readonly [part: string, title: string])[] = [
  ['CNI_COMMAND', 'ask-cni'],
  ['images mount', 'use-image'],
  ['crictl --timeout 30s runp', 'sandbox'],
  ['/proc/sys/', 'read-sysctls'],
  ['readlink -f "$(command -v iptables)") in', 'iptables-chosen'],
  ['KINA-VERIFY', 'iptables-works'],
  ['unshare', 'iptables-pretend'],
  ['! -s', 'kind-missing'],
]

function titleOf(script: string): string {
  return SCRIPTS.find(([part]) => script.includes(part))?.[1] ?? 'unknown-script'
}
