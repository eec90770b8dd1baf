import type {Cause} from '../cause.js'

/** A program that ends again and again; its last words say why. */
export const crashLoop: Cause = {
  id: 'crash-loop',
  find({containers, access}) {
    return containers.filter(({reason, restarts, exitCode}) => reason === 'CrashLoopBackOff' || (restarts > 0 && exitCode !== undefined && exitCode !== 0)).map(({namespace, pod, node, name, init, restarts, exitCode, log, message}) => ({
      cause: this.id,
      about: `${namespace}/${pod}`,
      text: `the ${init ? 'init container' : 'container'} ${name} of ${namespace}/${pod} on ${node} ends again and again, ${restarts} ${restarts === 1 ? 'time' : 'times'} so far${exitCode === undefined ? '' : `, with exit code ${exitCode}`}${lastWords(log.trim() === '' ? message : log)}`,
      next: [`kubectl ${access} --namespace ${namespace} logs ${pod} --container ${name} --previous`],
    }))
  },
}

/** So much of a line is told. */
const LENGTH = 300

function lastWords(log: string): string {
  const line = log.split('\n').map((text) => text.trim()).filter(Boolean).at(-1)
  return line === undefined ? ', without a word' : `: "${line.length > LENGTH ? `${line.slice(0, LENGTH)}…` : line}"`
}
