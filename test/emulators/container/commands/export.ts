import {resolve} from 'node:path'
import {behind} from '../daemon/behind.ts'
import {look} from '../daemon/look.ts'
import {Failure, NotEmulated} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {read} from '../store.ts'
import {atLeast} from '../version.ts'

/** Says nothing where it succeeds. */
export async function exportRoot(call: Call): Promise<void> {
  const id = call.args[0] as string
  const file = call.one('output')
  if (file === undefined) throw new NotEmulated('export without --output')
  const container = (await look(call.mac, [id])).containers[id]
  if (container === undefined) throw new Failure('notFound', `container with ID ${id} not found`)
  const {version} = read(call.mac).settings
  if (container.state === 'running' && !atLeast(version, '1.2.1')) throw new NotEmulated(`export of a running container in version ${version}`)
  await (await behind(call.mac)).container.export(container, resolve(file))
}
