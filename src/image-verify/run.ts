import type {Argv, ExecOptions, Node} from '../contract/index.js'

/** What a program in the node said; as a failure, why in one line. */
export type Ran = {readonly good: true; readonly text: string} | {readonly good: false; readonly why: string; readonly text: string}

/** How long one program of a check may take: none waits for anything outside the node. */
const TIMEOUT_SECONDS = 60

/** Runs a program that may fail, and that may not be there at all. */
export async function run(node: Node, argv: Argv, options: ExecOptions = {}): Promise<Ran> {
  const result = await node.exec(argv, {timeoutSeconds: TIMEOUT_SECONDS, ...options, allowFailure: true}).catch((error: unknown) => ({exitCode: -1, stdout: '', stderr: error instanceof Error ? error.message : String(error)}))
  const text = `${result.stdout}${result.stderr}`
  return result.exitCode === 0 ? {good: true, text} : {good: false, text, why: lastLine(result.stderr) || lastLine(result.stdout) || `exit code ${result.exitCode}`}
}

/** A bash script with arguments. */
export function runScript(node: Node, script: string, ...args: readonly string[]): Promise<Ran> {
  return run(node, ['bash', '-c', script, 'kina-verify', ...args])
}

/** The first version in a text, with the leading v. */
export function versionIn(text: string): string | null {
  const found = /\bv?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)/.exec(text)?.[1]
  return found === undefined ? null : `v${found}`
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? ''
}
