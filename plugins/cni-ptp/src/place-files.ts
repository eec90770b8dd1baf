import {createHash} from 'node:crypto'
import type {Node} from 'kina/plugin'

export interface NodeFile {
  /** Absolute, on the node. */
  readonly path: string
  /** Octal, as `install -m` takes it. */
  readonly mode: string
  readonly content: string
}

/** Writes files, all at once: each is one more program to start in the node. Folders are made. */
export async function placeFiles(node: Node, files: readonly NodeFile[]): Promise<void> {
  await Promise.all(
    files.map(({path, mode, content}) => node.exec(['install', '-D', '-m', mode, '/dev/stdin', path], {stdin: content})),
  )
}

/** Whether every file is there with this very content. */
export async function arePlaced(node: Node, files: readonly NodeFile[]): Promise<boolean> {
  const sums = files.map(({path, content}) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`).join('')
  const {exitCode} = await node.exec(['sha256sum', '--check', '--status', '-'], {stdin: sums, allowFailure: true})
  return exitCode === 0
}
