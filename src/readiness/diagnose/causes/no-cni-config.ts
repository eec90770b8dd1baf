import type {Cause} from '../cause.js'

/** As kubelet says it of containerd. */
const WORDS = /cni (plugin not initialized|config uninitialized)|NetworkPluginNotReady|NetworkReady=false/i

/** A node that waits for the CNI's configuration. */
export const noCniConfig: Cause = {
  id: 'no-cni-config',
  find({nodes, access}) {
    return nodes.filter(({notReady}) => notReady !== null && WORDS.test(notReady)).map(({name, cniConfigs}) => ({
      cause: this.id,
      about: name,
      ...(cniConfigs !== null && cniConfigs.length > 0
        ? {
            text: `${name} has the CNI configuration ${cniConfigs.join(', ')} in /etc/cni/net.d, and containerd cannot use it`,
            next: [`What containerd says of it: journalctl --unit containerd on ${name}.`],
          }
        : {
            text: `no CNI has written its configuration into /etc/cni/net.d on ${name}, so kubelet waits for it and nothing that needs a pod network starts there`,
            next: [`What should write it is a pod of the CNI on ${name}: kubectl ${access} get pods --all-namespaces --output wide --field-selector spec.nodeName=${name}`],
          }),
    }))
  },
}
