import {flag, type Command, type Flag, type Positional} from '../grammar/command.ts'
import {DEBUG, DNS, FETCH, FORMAT, PLATFORM, PROCESS, PROGRESS, QUIET, REGISTRY, RESOURCES} from './process-flags.ts'

const MANAGEMENT: readonly Flag[] = [
  ...PLATFORM,
  flag('--cap-add <cap>...', 'A capability to give'),
  flag('--cap-drop <cap>...', 'A capability to take away'),
  flag('--cidfile <cidfile>', 'File that gets the id'),
  flag('-d, --detach', 'Do not wait for the process'),
  ...DNS,
  flag('--entrypoint <cmd>', 'Program instead of the entrypoint of the image'),
  flag('--init', 'Put a small init before the program'),
  flag('--init-image <image>', 'Image of the guest agent'),
  flag('-k, --kernel <path>', 'Kernel of this container'),
  flag('--kernel-arg <arg>...', 'A word for the kernel command line', {since: '1.2.0'}),
  flag('-l, --label <label>...', 'A label, as key=value'),
  flag('--masked-path <path>...', 'A path to hide, or NONE', {since: '1.2.1'}),
  flag('--mount <mount>...', 'A mount, as type=<>,source=<>,target=<>,readonly'),
  flag('--name <name>', 'The id of the container'),
  flag('--network <network>...', 'A network, as <name>[,mac=XX:XX:XX:XX:XX:XX][,mtu=N]'),
  flag('--no-dns', 'Write no /etc/resolv.conf'),
  flag('-p, --publish <spec>...', 'A port, as [host-ip:]host-port:container-port[/protocol]'),
  flag('--publish-socket <spec>...', 'A socket, as host_path:container_path'),
  flag('--read-only', 'A root file system that cannot be written'),
  flag('--read-only-path <path>...', 'A path to protect from writing, or NONE', {since: '1.2.1'}),
  flag('--rm, --remove', 'Delete the container when it ends'),
  flag('--rosetta', 'Run programs of the other architecture'),
  flag('--runtime <runtime>', 'The runtime plugin'),
  flag('--shm-size <size>', 'Size of /dev/shm'),
  flag('--ssh', 'Forward the agent socket'),
  flag('--tmpfs <path>...', 'A path for a tmpfs'),
  flag('--virtualization', 'Nested virtualization'),
  flag('-v, --volume <volume>...', 'A directory of the host or a volume, as source:target[:options]'),
]

const IMAGE: readonly Positional[] = [
  {name: 'image', help: 'Name of the image'},
  {name: 'arguments', help: 'Arguments of the program', optional: true, repeat: true},
]
const IDS: readonly Positional[] = [{name: 'container-ids', help: 'Ids of containers', optional: true, repeat: true}]
const ALL = flag('-a, --all', 'All containers')

export const CONTAINER_COMMANDS: readonly Command[] = [
  {words: ['run'], summary: 'Run a container', captures: true, positionals: IMAGE, flags: [...PROCESS, ...RESOURCES, ...MANAGEMENT, ...REGISTRY, ...PROGRESS, ...FETCH, DEBUG], run: async () => (await import('../commands/run.ts')).run},
  {words: ['create'], summary: 'Create a container', captures: true, positionals: IMAGE, flags: [...PROCESS, ...RESOURCES, ...MANAGEMENT, ...REGISTRY, ...FETCH, DEBUG], run: async () => (await import('../commands/run.ts')).create},
  {words: ['start'], summary: 'Start a container', positionals: [{name: 'container-id', help: 'Id of the container'}], flags: [flag('-a, --attach', 'Attach the standard output'), flag('-i, --interactive', 'Attach the standard input'), DEBUG], run: async () => (await import('../commands/start.ts')).start},
  {words: ['stop'], summary: 'Stop containers', positionals: IDS, flags: [ALL, flag('-s, --signal <signal>', 'Signal to send'), flag('-t, --time <time>', 'Seconds before the process is killed (default: 5)', {accepts: 'number'}), DEBUG], run: async () => (await import('../commands/stop.ts')).stop},
  {words: ['kill'], summary: 'Send a signal to containers', positionals: IDS, flags: [ALL, flag('-s, --signal <signal>', 'Signal to send (default: KILL)'), DEBUG], run: async () => (await import('../commands/stop.ts')).kill},
  {words: ['delete'], aliases: ['rm'], summary: 'Delete containers', positionals: IDS, flags: [ALL, flag('-f, --force', 'Also running ones'), DEBUG], run: async () => (await import('../commands/delete.ts')).remove},
  {words: ['list'], aliases: ['ls'], summary: 'List containers', positionals: [], flags: [flag('-a, --all', 'Also those that do not run'), ...FORMAT, ...QUIET, DEBUG], run: async () => (await import('../commands/list.ts')).list},
  {words: ['inspect'], summary: 'Show containers', positionals: [{name: 'container-ids', help: 'Ids of containers', repeat: true}], flags: [DEBUG], run: async () => (await import('../commands/list.ts')).inspect},
  {words: ['exec'], summary: 'Run a program in a container', captures: true, positionals: [{name: 'container-id', help: 'Id of the container'}, {name: 'arguments', help: 'Program and arguments', repeat: true}], flags: [flag('-d, --detach', 'Do not wait for the program'), ...PROCESS, DEBUG], run: async () => (await import('../commands/exec.ts')).exec},
  {words: ['logs'], summary: 'Show the output of a container', positionals: [{name: 'container-id', help: 'Id of the container'}], flags: [flag('--boot', 'The log of the boot'), flag('-f, --follow', 'Go on'), flag('-n <n>', 'The last lines', {accepts: 'number'}), DEBUG], run: async () => (await import('../commands/logs.ts')).logs},
  {words: ['copy'], aliases: ['cp'], summary: 'Copy files', positionals: [{name: 'source', help: 'Path, or id:path'}, {name: 'destination', help: 'Path, or id:path'}], flags: [DEBUG], run: async () => (await import('../commands/copy.ts')).copy},
  {words: ['export'], summary: 'Write the root file system as a tar', positionals: [{name: 'container-id', help: 'Id of the container'}], flags: [flag('-o, --output <file>', 'File to write'), DEBUG], run: async () => (await import('../commands/export.ts')).exportRoot},
  {words: ['stats'], summary: 'Show what containers use', positionals: IDS, flags: [...FORMAT, flag('--no-stream', 'Only once'), DEBUG], run: async () => (await import('../commands/stats.ts')).stats},
  {words: ['prune'], summary: 'Delete stopped containers', positionals: [], flags: [DEBUG], run: async () => (await import('../commands/delete.ts')).prune},
  {words: ['clean'], summary: 'Give back free blocks', since: '1.4.1', positionals: IDS, flags: [DEBUG]},
]
