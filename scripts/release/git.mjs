import {execFileSync} from 'node:child_process'

export function git(root, args) {
  return execFileSync('git', args, {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']}).trim()
}

/** What is released has to be what is committed. */
export function refuseDirty(root) {
  const changed = git(root, ['status', '--porcelain'])
  if (changed !== '') throw new Error(`There are changes that are not committed:\n${changed}`)
}
