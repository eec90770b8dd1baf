import type {Argv} from 'kina/plugin'

/**
 * The same `podman build`, which takes its working containers along when a signal ends it, as Buildah does when a step fails. Nothing in
 * the store says whose they are: those are removed that were not there before, and only when no other build runs that could have made
 * them. One that comes later has made none of those that were listed.
 */
export function withoutLeftovers(argv: Argv): Argv {
  return ['sh', '-c', SCRIPT, 'sh', ...argv]
}

/** A shell's `wait` ends at a signal that it has a trap for, before the program does. */
const SCRIPT = `
working() { podman ps --all --external --no-trunc --format '{{.ID}} {{.Status}}' 2> /dev/null | sed -n 's/ Storage$//p'; }
builds() { ps -A -o args= | grep -qE '^([^ ]*/)?(podman( .*)? (build|buildx)|buildah)( |$)'; }
before=$(working)
trap 'stopped=1; kill -TERM "$build" 2> /dev/null' INT TERM HUP
stopped=
"$@" &
build=$!
wait "$build"
code=$?
[ -n "$stopped" ] || exit "$code"
wait "$build"
left=$(working | grep -vxF "$before")
[ -z "$left" ] || ! command -v ps > /dev/null || builds || podman rm --force $left > /dev/null
exit "$code"
`
