import {kubernetesVersions, nodeVersions, type Component} from '../node-image/versions.js'
import type {ImageCheck, Subject} from './check.js'
import {cniPlugins} from './checks/cni-plugins.js'
import {component} from './checks/component.js'
import {cri, sandbox} from './checks/containerd.js'
import {iptables} from './checks/iptables.js'
import {kindFiles} from './checks/kind-files.js'
import {kubeadmImage} from './checks/kubeadm-image.js'
import {sysctls} from './checks/sysctls.js'
import {systemd, units} from './checks/systemd.js'

/** All that is looked at in one image, in the order in which it is reported. */
export function checksOf({versions}: Pick<Subject, 'versions'>): readonly ImageCheck[] {
  // Names of programs and images are the same for every version; what is expected of them is not.
  const {components, images} = versions ?? nodeVersions(kubernetesVersions[0] ?? '')
  return [systemd, units, cri, sandbox, ...components.filter(({node}) => node !== undefined).map(programsOf), ...Object.keys(images).map(kubeadmImage), sysctls, iptables, kindFiles]
}

/** Programs that are started by containerd alone speak a protocol of their own. */
function programsOf(part: Component): ImageCheck {
  return part.node?.directory === '/opt/cni/bin' ? cniPlugins(part) : component(part)
}
