import type {Cause} from '../cause.js'

/** As kubelet names it when a container cannot be made, or its program not run. */
const REASONS = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'StartError', 'ContainerCannotRun'])

/** A container that never comes to its program: what it is made from is missing, or the node's runtime refuses it. */
export const notStarted: Cause = {
  id: 'not-started',
  find({containers, access}) {
    return containers.filter(({reason}) => REASONS.has(reason)).map(({namespace, pod, node, name, init, reason, message}) => ({
      cause: this.id,
      about: `${namespace}/${pod}`,
      text: `the ${init ? 'init container' : 'container'} ${name} of ${namespace}/${pod} cannot be started on ${node}: ${reason}${message.trim() === '' ? '' : `: ${message.replaceAll(/\s+/g, ' ').trim()}`}`,
      next: [`kubectl ${access} --namespace ${namespace} describe pod ${pod}`],
    }))
  },
}
