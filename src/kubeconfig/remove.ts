import {editKubeconfig} from './edit.js'
import {parseKubeconfig} from './parse.js'

/**
 * Removes the cluster, the user and the context of this name from the text of a kubeconfig, and empties `current-context` if it was that
 * one. Everything else stays byte for byte; without such entries all of it.
 */
export function removeFromKubeconfig(text: string, name: string, file: string): string {
  // A file that does not mention the name needs no parsing: it may be malformed without being in the way of a delete.
  if (!text.includes(name)) return text
  const isCurrent = parseKubeconfig(text, file)['current-context'] === name
  return editKubeconfig(text, file, {
    name,
    entries: {clusters: null, contexts: null, users: null},
    // Emptied as `kubectl config unset current-context` does.
    ...(isCurrent && {currentContext: ''}),
  })
}
