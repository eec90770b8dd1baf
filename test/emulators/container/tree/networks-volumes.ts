import {flag, type Command, type Positional} from '../grammar/command.ts'
import {DEBUG, FORMAT, QUIET} from './process-flags.ts'

const NAME: readonly Positional[] = [{name: 'name', help: 'The name'}]
const NAMES: readonly Positional[] = [{name: 'names', help: 'The names', optional: true, repeat: true}]
const SHOWN: readonly Positional[] = [{name: 'names', help: 'The names', repeat: true}]
const ALL = flag('-a, --all', 'All of them')
const LABEL = flag('--label <label>...', 'A label, as key=value')

/** On macOS 26 and later only. */
export const NETWORK_COMMANDS: readonly Command[] = [
  {
    words: ['network', 'create'],
    summary: 'Create a network',
    positionals: NAME,
    flags: [flag('--internal', 'Without a way out'), LABEL, flag('--option <option>...', 'An option of the plugin'), flag('--plugin <plugin>', 'The network plugin'), flag('--subnet <subnet>', 'IPv4 subnet'), flag('--subnet-v6 <subnet>', 'IPv6 prefix'), DEBUG],
    run: async () => (await import('../commands/network.ts')).create,
  },
  {words: ['network', 'delete'], aliases: ['rm'], summary: 'Delete networks', positionals: NAMES, flags: [ALL, DEBUG], run: async () => (await import('../commands/network.ts')).remove},
  {words: ['network', 'list'], aliases: ['ls'], summary: 'List networks', positionals: [], flags: [...FORMAT, ...QUIET, DEBUG], run: async () => (await import('../commands/network.ts')).list},
  {words: ['network', 'inspect'], summary: 'Show networks', positionals: SHOWN, flags: [DEBUG], run: async () => (await import('../commands/network.ts')).inspect},
  {words: ['network', 'prune'], summary: 'Delete networks without a use', positionals: [], flags: [DEBUG], run: async () => (await import('../commands/network.ts')).prune},
]

export const VOLUME_COMMANDS: readonly Command[] = [
  {words: ['volume', 'create'], summary: 'Create a volume', positionals: NAME, flags: [LABEL, flag('--opt <opt>...', 'An option of the driver'), flag('-s <size>', 'Size'), DEBUG], run: async () => (await import('../commands/volume.ts')).create},
  {words: ['volume', 'delete'], aliases: ['rm'], summary: 'Delete volumes', positionals: NAMES, flags: [ALL, DEBUG], run: async () => (await import('../commands/volume.ts')).remove},
  {words: ['volume', 'list'], aliases: ['ls'], summary: 'List volumes', positionals: [], flags: [...FORMAT, ...QUIET, DEBUG], run: async () => (await import('../commands/volume.ts')).list},
  {words: ['volume', 'inspect'], summary: 'Show volumes', positionals: SHOWN, flags: [DEBUG], run: async () => (await import('../commands/volume.ts')).inspect},
  {words: ['volume', 'prune'], summary: 'Delete volumes without a use', positionals: [], flags: [DEBUG], run: async () => (await import('../commands/volume.ts')).prune},
]
