import type {Argv, Node} from '../contract/index.js'
import {writeFiles, type NodeFile} from './write-file.js'

export interface ShortCommand {
  /** Words without tabs and ends of lines. */
  readonly argv: Argv
  /** A file of the node that it reads. Default: nothing. */
  readonly input?: string
}

export interface Ended {
  readonly exitCode: number
  /** The first line of it. */
  readonly stderr: string
}

/** For all of them together, in seconds: fifty take one, and one that hangs would hold whoever waits for ever. */
const LIMIT = 60
const RUN_EACH = '/usr/local/lib/kina/run-each'

/** A line of its input is a command: what it reads, and its words, with tabs between. A line of its output is how that one ended. */
const SCRIPT = `#!/bin/sh
set -f
while IFS= read -r line; do
  IFS='	'
  set -- $line
  unset IFS
  input=$1
  shift
  stderr=$("$@" 2>&1 > /dev/null < "$input")
  code=$?
  printf '%s\\t%s\\n' "$code" "$(printf '%s' "$stderr" | head -n 1)"
done
`

/**
 * Runs many short commands in a node one after the other, with the files that they need there, by starting two programs: each start by a
 * runtime takes a tenth of a second. Resolves to how they ended, in their order.
 */
export async function runEach(node: Node, commands: readonly ShortCommand[], files: readonly NodeFile[] = []): Promise<Ended[]> {
  if (commands.length === 0) return []
  await writeFiles(node, [...files, {path: RUN_EACH, text: SCRIPT, mode: 0o755}])
  const {stdout} = await node.exec([RUN_EACH], {stdin: commands.map(lineOf).join(''), timeoutSeconds: LIMIT})
  const ended = stdout.split('\n').filter((line) => line !== '').map(endedOf)
  if (ended.length !== commands.length) throw new Error(`${RUN_EACH} on ${node.name} told of ${ended.length} commands, not of ${commands.length}`)
  return ended
}

function lineOf({argv, input = '/dev/null'}: ShortCommand): string {
  return `${[input, ...argv].join('\t')}\n`
}

function endedOf(line: string): Ended {
  const [exitCode = '', stderr = ''] = line.split(/\t(.*)/)
  return {exitCode: Number(exitCode), stderr: stderr.trim()}
}
