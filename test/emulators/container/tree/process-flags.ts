import {flag, type Flag} from '../grammar/command.ts'

export const DEBUG = flag('--debug', 'Show more of what goes on [environment: CONTAINER_DEBUG]')

/** Options of a process, for `run`, `create` and `exec`. */
export const PROCESS: readonly Flag[] = [
  flag('-e, --env <env>...', 'A variable, as key=value, or as key to take it from here'),
  flag('--env-file <env-file>...', 'A file of variables'),
  flag('--gid <gid>', 'Group id of the process', {accepts: 'number'}),
  flag('-i, --interactive', 'Keep standard input open'),
  flag('-t, --tty', 'Give the process a terminal'),
  flag('-u, --user <user>', 'User of the process, as name|uid[:gid]'),
  flag('--uid <uid>', 'User id of the process', {accepts: 'number'}),
  flag('--ulimit <limit>...', 'A resource limit, as type=soft[:hard]'),
  flag('-w, --workdir, --cwd <dir>', 'Working directory in the container'),
]

export const RESOURCES: readonly Flag[] = [
  flag('-c, --cpus <cpus>', 'Number of CPUs', {accepts: 'number'}),
  flag('-m, --memory <memory>', 'Memory in steps of 1 MiB, with K, M, G, T or P'),
]

/** `auto` went with 1.3. */
export const REGISTRY: readonly Flag[] = [
  flag('--scheme <scheme>', 'How to talk to the registry: http, https or auto', {until: '1.3.0', accepts: ['http', 'https', 'auto']}),
  flag('--scheme <scheme>', 'How to talk to the registry: http or https', {since: '1.3.0', accepts: ['http', 'https']}),
]

export const FETCH: readonly Flag[] = [flag('--max-concurrent-downloads <max-concurrent-downloads>', 'How many downloads at a time (default: 3)', {accepts: 'number'})]

export const PROGRESS: readonly Flag[] = [flag('--progress <type>', 'How progress is shown', {accepts: ['auto', 'none', 'ansi', 'plain', 'color']})]

export const DNS: readonly Flag[] = [
  flag('--dns <ip>...', 'A name server'),
  flag('--dns-domain <domain>', 'The domain of short names'),
  flag('--dns-option <option>...', 'An option of the resolver'),
  flag('--dns-search <domain>...', 'A domain to search'),
]

export const PLATFORM: readonly Flag[] = [
  flag('-a, --arch <arch>', 'Architecture of the image'),
  flag('--os <os>', 'Operating system of the image'),
  flag('--platform <platform>', 'Platform of the image, as os/arch[/variant]; goes before --os and --arch'),
]

export const FORMAT: readonly Flag[] = [flag('--format <format>', 'Format of the output', {accepts: ['json', 'table', 'yaml', 'toml']})]
export const QUIET: readonly Flag[] = [flag('-q, --quiet', 'Only print names')]
