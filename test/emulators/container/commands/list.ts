import {look} from '../daemon/look.ts'
import {isBusy} from '../daemon/busy.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {builderContainer} from '../shapes/builder.ts'
import {attachments, containerJson} from '../shapes/container.ts'
import {pretty} from '../shapes/json.ts'
import {print} from '../shapes/print.ts'
import {MIB} from '../spec/sizes.ts'
import type {ContainerRecord, MacState} from '../state.ts'
import {atLeast} from '../version.ts'

/** Running ones, or all; in the order of a dictionary, which is none. */
export async function list(call: Call): Promise<void> {
  const state = await look(call.mac)
  const {version} = state.settings
  // Up to 0.9 the JSON had the stopped ones in it, asked for or not.
  const machines = ({labels}: ContainerRecord) => labels['com.apple.container.plugin'] === 'machine'
  const all = call.is('all') || (!atLeast(version, '0.10.0') && call.one('format') === 'json')
  const shown = shuffled(visible(state).filter((container) => !machines(container) && (all || container.state === 'running')))
  print(call, {
    header: ['ID', 'IMAGE', 'OS', 'ARCH', 'STATE', atLeast(version, '1.0.0') ? 'IP' : 'ADDR', 'CPUS', 'MEMORY', 'STARTED'],
    rows: shown.map((container) => [container.id, container.image.reference, 'linux', container.platform.architecture, container.state, attachments(container).map(({ipv4Address}) => ipv4Address).join(','), String(container.cpus), `${container.memoryInBytes / MIB} MB`, container.startedDate ?? '']),
    names: shown.map(({id}) => id),
    json: shown.map((container) => containerJson(call.mac, state, container)),
  })
}

/** All or nothing since 1.0; before, what was not there was left out. */
export async function inspect(call: Call): Promise<void> {
  const state = await look(call.mac, call.args)
  const there = new Map(visible(state).map((container) => [container.id, container]))
  const missing = call.args.filter((id) => !there.has(id))
  if (missing.length > 0 && atLeast(state.settings.version, '1.0.0')) throw new Failure('notFound', `container not found: ${[...new Set(missing)].sort().join(', ')}`)
  call.out(pretty(call.args.flatMap((id) => (there.has(id) ? [containerJson(call.mac, state, there.get(id) as ContainerRecord)] : []))))
}

/** One that is just being made is not there yet. */
function visible({containers, builder}: MacState): ContainerRecord[] {
  const made = Object.values(containers).filter((container) => !(container.busy?.with === 'creating' && isBusy(container)))
  return builder === undefined ? made : [...made, builderContainer(builder)]
}

function shuffled<T>(items: readonly T[]): T[] {
  return items.map((item) => ({item, at: Math.random()})).sort((a, b) => a.at - b.at).map(({item}) => item)
}
