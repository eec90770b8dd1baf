import {cpSync, existsSync, lstatSync, mkdirSync, statSync} from 'node:fs'
import {basename, dirname, join, resolve} from 'node:path'
import {behind} from '../daemon/behind.ts'
import {look} from '../daemon/look.ts'
import {asFailure, Failure, NotEmulated} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {read} from '../store.ts'
import {atLeast} from '../version.ts'

/** By way of the machine's own view of the root file system: what the container has mounted there hides it. */
export async function copy(call: Call): Promise<void> {
  const {version} = read(call.mac).settings
  if (atLeast(version, '1.4.1')) throw new NotEmulated(`copy of version ${version}`)
  const [from, to] = call.args.map(side) as [Side, Side]
  if (from.id !== undefined && to.id !== undefined) throw new Failure('invalidArgument', 'copying between containers is not supported')
  const id = from.id ?? to.id
  if (id === undefined) throw new Failure('invalidArgument', 'one of source or destination must be a container reference (container_id:path)')
  const direction = to.id === undefined ? 'from' : 'into'
  const container = (await look(call.mac, [id])).containers[id]
  if (container === undefined) throw failed(direction, id, new Failure('notFound', `container with ID ${id} not found`))
  if (container.state !== 'running') throw failed(direction, id, new Failure('invalidState', `container ${id} is not running`))
  const root = await (await behind(call.mac)).container.root(container)
  if (to.id === undefined) await copyOut(call, {root, from, to})
  else copyIn(call, {root, from, to})
}

interface Side {
  readonly id?: string
  readonly path: string
  readonly given: string
}

function side(given: string): Side {
  const at = given.indexOf(':')
  if (at === -1) return {path: given, given}
  const [id, path] = [given.slice(0, at), given.slice(at + 1)]
  if (!path.startsWith('/') || id.includes('/')) throw new Failure('invalidArgument', `invalid path given: ${given}`)
  return {id, path, given}
}

function copyIn(call: Call, {root, from, to}: {root: string; from: Side; to: Side}): void {
  if (!existsSync(from.path)) throw new Failure('notFound', `source path does not exist: ${from.path}`)
  const wanted = inside(root, to.path)
  const target = existsSync(wanted) && statSync(wanted).isDirectory() ? join(wanted, basename(from.path)) : wanted
  mkdirSync(dirname(target), {recursive: true})
  cpSync(from.path, target, {recursive: true})
  call.out(to.given)
}

async function copyOut(call: Call, {root, from, to}: {root: string; from: Side; to: Side}): Promise<void> {
  const source = inside(root, from.path)
  // The agent never answers for what is not there.
  if (!existsSync(source)) await new Promise<never>(() => setInterval(() => undefined, 1 << 30))
  const target = existsSync(to.path) && statSync(to.path).isDirectory() ? join(to.path, basename(from.path)) : to.path
  if (!existsSync(dirname(target))) throw new Failure('notFound', `destination directory does not exist: ${dirname(target)}`)
  cpSync(source, target, {recursive: true})
  call.out(resolve(target))
}

/** A link in the guest leads within the guest, so none is followed here. */
function inside(root: string, path: string): string {
  let at = root
  for (const part of path.split('/').filter((word) => word !== '' && word !== '.')) {
    at = join(at, part)
    if (part === '..' || (existsSync(at) && lstatSync(at).isSymbolicLink())) throw new NotEmulated('copy through a link or a parent directory')
  }
  return at
}

function failed(direction: string, id: string, nested: Failure): Failure {
  return new Failure('internalError', `failed to copy ${direction} container ${id}`, {nested: asFailure(nested)})
}
