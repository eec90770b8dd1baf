import {existsSync, statSync} from 'node:fs'
import {randomUUID} from 'node:crypto'
import {join, resolve} from 'node:path'
import {behind} from '../daemon/behind.ts'
import {nameImage} from '../daemon/images.ts'
import {undisturbed} from '../signals.ts'
import {asFailure, Failure, NotEmulated} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {now} from '../shapes/dates.ts'
import {pairs} from '../spec/labels.ts'
import {askedPlatform, fullReference} from '../spec/references.ts'
import {change, read} from '../store.ts'

/** What the builder takes of a Containerfile: it travels in a header. */
const LARGEST = 16 * 1024

/** Builds into the store and prints the names, one a line. The builder is a container of its own, started when it does not run. */
export async function build(call: Call): Promise<void> {
  for (const flag of ['output', 'secret', 'ssh'] as const) if (call.one(flag) !== undefined && call.one(flag) !== 'type=oci') throw new NotEmulated(`build --${flag}`)
  const directory = resolve(call.args[0] ?? '.')
  const file = fileOf(call, directory)
  for (const [flag, value] of [...call.all('label').map((text) => ['label', text] as const), ...call.all('build-arg').map((text) => ['build-arg', text] as const)]) checkHeader(flag, value)
  if (statSync(file).size >= LARGEST) throw new Failure('internalError', 'failed to build', {nested: new Failure('unknown', 'RPC Error: internal error: the stream was reset: header list is too large')})
  const state = read(call.mac)
  const tags = call.all('tag').length > 0 ? call.all('tag') : [randomUUID().toLowerCase()]
  const references = tags.map(fullReference)
  await change(call.mac, (fresh) => void (fresh.builder = {state: 'running', since: fresh.builder?.since ?? now()}))
  await undisturbed(async () => {
    const image = await (await behind(call.mac)).image
      .build({
        directory,
        file,
        ...(call.one('target') === undefined ? {} : {target: call.one('target') as string}),
        args: pairs(call.all('build-arg')),
        labels: pairs(call.all('label')),
        platform: askedPlatform(call) ?? {os: 'linux', architecture: state.settings.architecture},
        noCache: call.is('no-cache'),
        pull: call.is('pull'),
        images: state.images,
        log: (text) => (call.is('quiet') ? undefined : call.err(text)),
      })
      .catch((error: unknown) => {
        throw new Failure('unknown', asFailure(error).message, {codeShown: true})
      })
    for (const reference of references) await nameImage(call.mac, reference, image)
  })
  for (const tag of tags) call.out(tag)
}

function fileOf(call: Call, directory: string): string {
  const given = call.one('file')
  const found = given === undefined ? ['Dockerfile', 'Containerfile'].map((name) => join(directory, name)).find((path) => existsSync(path)) : resolve(given)
  if (found === undefined || !existsSync(found)) throw new Failure('notFound', `Dockerfile not found at path: ${found ?? join(directory, 'Dockerfile')}`)
  return found
}

/** Labels and arguments travel in headers as well, which carry printable ASCII without spaces at the ends. */
function checkHeader(flag: string, text: string): void {
  if (!/^[!-~]([ -~]*[!-~])?$/.test(text)) throw new Failure('internalError', 'failed to build', {nested: new Failure('unknown', `RPC Error: internal error: invalid header value for ${flag}`)})
}
