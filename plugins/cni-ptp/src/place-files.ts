import {createHash} from 'node:crypto'
import type {Node} from 'kina/plugin'

export interface NodeFile {
  /** Absolute, on the node. */
  readonly path: string
  /** Octal, as `install -m` takes it. */
  readonly mode: string
  readonly content: string
}

/** Writes files, the last one only when all others are there. Folders are made. */
export async function placeFiles(node: Node, files: readonly NodeFile[]): Promise<void> {
  await Promise.all(files.slice(0, -1).map((file) => placeFile(node, file)))
  await Promise.all(files.slice(-1).map((file) => placeFile(node, file)))
}

/** Whether every file is there with this very content. */
export async function arePlaced(node: Node, files: readonly NodeFile[]): Promise<boolean> {
  const sums = files.map(({path, content}) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`).join('')
  const {exitCode} = await node.exec(['sha256sum', '--check', '--status', '-'], {stdin: sums, allowFailure: true})
  return exitCode === 0
}

async function placeFile(node: Node, {path, mode, content}: NodeFile): Promise<void> {
  await node.exec(['install', '-D', '-m', mode, '/dev/stdin', path], {stdin: content})
}
