import {flag, type Command, type Flag} from '../grammar/command.ts'
import {DEBUG, FORMAT, QUIET} from './process-flags.ts'

const PREFIX: Flag = flag('-p, --prefix <prefix>', 'Prefix of the services')
const LOADED = async () => import('../commands/system.ts')

export const SYSTEM_COMMANDS: readonly Command[] = [
  {
    words: ['system', 'start'],
    summary: 'Start the services',
    positionals: [],
    flags: [flag('-a, --app-root <path>', 'Data'), flag('--install-root <path>', 'Programs'), flag('--log-root <path>', 'Logs'), flag('--enable-kernel-install', 'Install the kernel without a question'), flag('--disable-kernel-install', 'Install no kernel'), flag('--timeout <timeout>', 'Seconds to wait', {accepts: 'number'}), DEBUG],
    run: async () => (await LOADED()).start,
  },
  {words: ['system', 'stop'], summary: 'Stop the services', positionals: [], flags: [PREFIX, DEBUG], run: async () => (await LOADED()).stop},
  {words: ['system', 'status'], summary: 'Show the services', positionals: [], flags: [PREFIX, ...FORMAT.map((format) => ({...format, since: '0.10.0'})), DEBUG], run: async () => (await import('../commands/status.ts')).status},
  {words: ['system', 'version'], summary: 'Show the versions', since: '0.10.0', positionals: [], flags: [...FORMAT, DEBUG], run: async () => (await import('../commands/status.ts')).version},
  {words: ['system', 'df'], summary: 'Show what takes space', positionals: [], flags: [...FORMAT, DEBUG]},
  {words: ['system', 'logs'], summary: 'Show logs of the services', positionals: [], flags: [flag('-f, --follow', 'Go on'), flag('--last <last>', 'How far back'), DEBUG]},
  {words: ['system', 'property', 'list'], aliases: ['ls'], summary: 'Show the configuration', positionals: [], flags: [flag('--format <format>', 'Format of the output', {accepts: ['toml', 'json']}), DEBUG], run: async () => (await import('../commands/properties.ts')).list},
  {
    words: ['system', 'kernel', 'set'],
    summary: 'Set the default kernel',
    positionals: [],
    flags: [flag('--arch <arch>', 'Architecture', {accepts: ['amd64', 'arm64']}), flag('--binary <path>', 'The kernel, or its path in the tar'), flag('--digest <digest>', 'Of the tar', {since: '1.2.0'}), flag('--force', 'Replace a file of the same name'), flag('--recommended', 'The one that belongs to this version'), flag('--tar <path>', 'A tar, or where it is'), DEBUG],
    run: async () => (await import('../commands/kernel.ts')).set,
  },
  {words: ['system', 'dns', 'create'], summary: 'Create a domain', positionals: [{name: 'domain', help: 'The domain'}], flags: [flag('--localhost <ip>', 'Address that leads to the host'), DEBUG]},
  {words: ['system', 'dns', 'delete'], aliases: ['rm'], summary: 'Delete a domain', positionals: [{name: 'domain', help: 'The domain'}], flags: [DEBUG]},
  {words: ['system', 'dns', 'list'], aliases: ['ls'], summary: 'List domains', positionals: [], flags: [...FORMAT, ...QUIET, DEBUG]},
]

/** Other things the real program does; here they are only refused. */
export const OTHER_COMMANDS: readonly Command[] = [
  ...['create', 'run', 'list', 'inspect', 'set', 'set-default', 'logs', 'stop', 'delete'].map((word): Command => ({words: ['machine', word], summary: `machine ${word}`, positionals: [{name: 'arguments', help: 'Arguments', optional: true, repeat: true}], captures: true, flags: []})),
  ...['create', 'start', 'delete', 'list', 'load-image', 'write-config'].map((word): Command => ({words: ['k8s', word], since: '1.2.1', summary: `k8s ${word}`, positionals: [{name: 'arguments', help: 'Arguments', optional: true, repeat: true}], captures: true, flags: [], ...(word === 'start' ? {until: '1.5.0'} : {})})),
]
