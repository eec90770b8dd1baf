import type {Command} from '../grammar/command.ts'
import {atLeast, isIn} from '../version.ts'
import {CONTAINER_COMMANDS} from './containers.ts'
import {IMAGE_COMMANDS} from './images.ts'
import {NETWORK_COMMANDS, VOLUME_COMMANDS} from './networks-volumes.ts'
import {OTHER_COMMANDS, SYSTEM_COMMANDS} from './system.ts'

/** Other names of groups. */
export const GROUP_ALIASES: Readonly<Record<string, string>> = {i: 'image', n: 'network', v: 'volume', s: 'system', r: 'registry', m: 'machine'}

/** What a version on a macOS knows: commands and options of others are unknown to it. */
export function commandsOf({version, macOS}: {readonly version: string; readonly macOS: string}): readonly Command[] {
  const all = [...CONTAINER_COMMANDS, ...IMAGE_COMMANDS, ...(atLeast(macOS, '26') ? NETWORK_COMMANDS : []), ...VOLUME_COMMANDS, ...SYSTEM_COMMANDS, ...OTHER_COMMANDS]
  return all.filter((command) => isIn(version, command)).map((command) => ({...forOld(version, command), flags: command.flags.filter((flag) => isIn(version, flag))}))
}

/** Before 1.0 only so much as it takes to see what version it is. */
function forOld(version: string, command: Command): Command {
  if (atLeast(version, '1.0.0') || ['list', 'inspect', 'system status', 'system start', 'system stop'].includes(command.words.join(' '))) return command
  const {run: _, ...refused} = command
  return refused
}
