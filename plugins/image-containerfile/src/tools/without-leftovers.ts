import type {Argv} from 'kina/plugin'

/**
 * The same `podman build`, which takes its working containers along when a signal ends it, as Buildah does when a step fails. Nothing in
 * the store says whose they are: those are removed that were not there before, and only when no other build runs that could have made
 * them. One that comes later has made none of those that were listed.
 */
export function withoutLeftovers(argv: Argv): Argv {
  return ['sh', '-c', SCRIPT, 'sh', ...argv]
}

/**
 * A shell's `wait` ends at a signal that it has a trap for, before the program does. One that does not end within a second is killed: whoever
 * stops the shell waits three for it, and the program would go on without it.
 */
const SCRIPT = `
working() { podman ps --all --external --no-trunc --format '{{.ID}} {{.Status}}' 2> /dev/null | sed -n 's/ Storage$//p'; }
builds() { ps -A -o args= | grep -qE '^([^ ]*/)?(podman( .*)? (build|buildx)|buildah)( |$)'; }
before=$(working)
stop() { kill -TERM "$build"; sleep 1; kill -KILL "$build"; }
trap 'stopped=1; stop > /dev/null 2>&1 & late=$!' INT TERM HUP
stopped=
"$@" &
build=$!
wait "$build"
code=$?
[ -n "$stopped" ] || exit "$code"
wait "$build"
kill "$late" 2> /dev/null
left=$(working | grep -vxF "$before")
[ -z "$left" ] || ! command -v ps > /dev/null || builds || podman rm --force $left > /dev/null
exit "$code"
`
