import type {Node} from '../contract/index.js'

/** Writes a text file inside a node, with its directories; `mode` as chmod takes it. */
export async function writeFile(node: Node, path: string, text: string, mode = '0644'): Promise<void> {
  await node.exec(['install', '-D', '-m', mode, '/dev/stdin', path], {stdin: text})
}

/** Reads a text file inside a node. */
export async function readFile(node: Node, path: string): Promise<string> {
  const {stdout} = await node.exec(['cat', path])
  return stdout
}
