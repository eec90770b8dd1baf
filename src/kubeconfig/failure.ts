import {dirname} from 'node:path'
import {KinaError, messageOf} from '../errors.js'

/** Turns the system's refusal to read, write or remove a kubeconfig into an error that says what to do. */
export function fileFailure(verb: 'lock' | 'read' | 'remove' | 'write', file: string, error: unknown): KinaError {
  if (error instanceof KinaError) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const {reason, next} = KNOWN[code] ?? {reason: messageOf(error), next: 'Look at it: ls -ld {directory} {file}'}
  return new KinaError(
    {
      code: 'E_KUBECONFIG_INVALID',
      message: `Could not ${verb} the kubeconfig ${file}: ${reason}.`,
      next: [next.replaceAll('{file}', file).replaceAll('{directory}', dirname(file)), 'Or name another file in KUBECONFIG and run kina kubeconfig export.'],
    },
    {cause: error},
  )
}

const DENIED = {reason: 'permission denied', next: 'Look at who may: ls -ld {directory} {file}'}
const FULL = {reason: 'no space left on its disk', next: 'Free some space there: df -h {directory}'}
const NOT_A_FILE = {reason: 'it, or a part of its path, is not what it should be', next: 'Move away what is there: ls -ld {directory} {file}'}

/** By errno. */
const KNOWN: Readonly<Record<string, {readonly reason: string; readonly next: string}>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: {reason: 'its file system is read-only', next: 'Mount it writable, or let KUBECONFIG name a file elsewhere.'},
  ENOSPC: FULL,
  EDQUOT: FULL,
  EISDIR: {...NOT_A_FILE, reason: 'it is a directory'},
  ENOTDIR: NOT_A_FILE,
  ELOOP: {...NOT_A_FILE, reason: 'its symbolic links go in a circle'},
}
