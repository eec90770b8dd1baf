import type {Cause} from '../cause.js'

const REASONS = new Set(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError'])

/** An image that is not on the node, and that no registry gives it. */
export const missingImage: Cause = {
  id: 'missing-image',
  find({containers, pods, events, access}) {
    return containers.filter(({reason}) => REASONS.has(reason)).map(({namespace, pod, node, name, image, message}) => {
      const spec = pods.find(({metadata}) => metadata?.name === pod && metadata.namespace === namespace)?.spec
      const wanted = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((container) => container.name === name)?.image ?? image
      // While kubelet waits, it says only that it waits; the event has why.
      const failures = events.filter((event) => event.pod === pod && event.namespace === namespace && /^Failed/.test(event.reason) && event.message.includes(wanted)).map((event) => event.message)
      return {
        cause: this.id,
        about: `${namespace}/${pod}`,
        text: `the image ${wanted} of the container ${name} of ${namespace}/${pod} is not on ${node} and cannot be pulled: ${lastPart(failures.at(-1) ?? message)}`,
        next: ['Check the name of the image, and that the nodes reach its registry; one that is on this machine alone has to be brought into the nodes.', `kubectl ${access} --namespace ${namespace} describe pod ${pod}`],
      }
    })
  },
}

/** Errors of containerd repeat the name in every layer; what is behind the last colon but one is the reason. */
function lastPart(message: string): string {
  return message.trim().split(': ').slice(-2).join(': ')
}
