import type {Context} from 'kina/plugin'
import {listContainers, type Container} from './containers.js'
import {commands} from './commands.js'
import {ALIASES_LABEL, CLUSTER_LABEL} from './labels.js'
import {run} from './tool.js'

/** End of every line that is written here. The node image ends its own with another word. */
export const MARK = '# kina node'

/** Nodes of this process that were started and have not got their names yet: they get all of them then. */
const starting = new Set<string>()
/** The last round of each cluster: two at once would write each other's lines away. */
const rounds = new Map<string, Promise<void>>()

/**
 * Containers do not resolve each other's names, so every running node gets the names of the others, of now, into its /etc/hosts; `begin` before
 * a node is started, `finish` once it runs programs. The start has emptied its file; the others keep what they have of themselves.
 */
export function beginNames(node: string): void {
  starting.add(node)
}

export function finishNames(ctx: Context, {cluster, node}: {readonly cluster: string; readonly node: string}): Promise<void> {
  const round = (rounds.get(cluster) ?? Promise.resolve()).then(() => writeNames(ctx, cluster, node))
  const settled = round.catch(() => {})
  rounds.set(cluster, settled)
  void settled.then(() => {
    if (rounds.get(cluster) === settled) rounds.delete(cluster)
  })
  return round
}

/** When the start failed. */
export function dropNames(node: string): void {
  starting.delete(node)
}

async function writeNames(ctx: Context, cluster: string, node: string): Promise<void> {
  starting.delete(node)
  const nodes = (await listContainers(ctx)).filter(({labels, state, addresses}) => labels[CLUSTER_LABEL] === cluster && state === 'running' && addresses.length > 0)
  await Promise.all(nodes.filter(({name}) => !starting.has(name)).map((target) => writeHosts(ctx, target, {nodes, fresh: target.name === node})))
}

async function writeHosts(ctx: Context, target: Container, {nodes, fresh}: {readonly nodes: readonly Container[]; readonly fresh: boolean}): Promise<void> {
  const others = nodes.filter(({name}) => name !== target.name).flatMap((node) => linesOf(node, [node.name, ...aliasesOf(node)]))
  // Its own name stands there already, with its address.
  const own = fresh ? linesOf(target, aliasesOf(target)) : []
  const command = {...commands.exec(target.name, ['sh', '-c', WRITE, 'sh', fresh ? '' : (target.addresses[0] ?? ''), ...own, ...others.sort()]), timeoutSeconds: 30}
  await run(ctx, command).catch((error: unknown) => {
    ctx.signal.throwIfAborted()
    throw new Error(`the names of the other nodes could not be written into /etc/hosts of node ${target.name}: ${error instanceof Error ? error.message : String(error)}`, {cause: error})
  })
}

/** With the IPv4 address alone, which every node has: servers of a cluster listen there, and the IPv6 one is lost with router advertisements. */
function linesOf({addresses}: Container, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [[addresses[0], ...names].join(' ')]
}

function aliasesOf({labels}: Container): string[] {
  return (labels[ALIASES_LABEL] ?? '').split(' ').filter((name) => name !== '')
}

/**
 * Of the file's own lines, those that were written here go, except, unless it is empty, those with the address in $1. A name that the node has
 * taken for itself ("# kina endpoint") is left to it. In place, and under a lock that the node's own script takes as well.
 */
const WRITE = `set -eu
own=$1
shift
exec 9>>/etc/hosts
if command -v flock >/dev/null; then flock 9; fi
endpoint=" $(grep '# kina endpoint$' /etc/hosts || :) "
new=$(while IFS= read -r line; do
  case $line in
    "$own "*'${MARK}') if [ -n "$own" ]; then printf '%s\\n' "$line"; fi ;;
    *'${MARK}') ;;
    *) printf '%s\\n' "$line" ;;
  esac
done < /etc/hosts
for line; do
  out=
  for word in $line; do
    case $endpoint in
      *" $word "*) if [ -z "$out" ]; then out=$word; fi ;;
      *) out="$out\${out:+ }$word" ;;
    esac
  done
  case $out in
    *' '*) printf '%s ${MARK}\\n' "$out" ;;
  esac
done)
printf '%s\\n' "$new" > /etc/hosts`
