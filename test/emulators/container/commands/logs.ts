import {behind} from '../daemon/behind.ts'
import {look} from '../daemon/look.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'

/** Standard output and error of PID 1, of a stopped container too; not before its first start. */
export async function logs(call: Call): Promise<void> {
  const id = call.args[0] as string
  const container = (await look(call.mac, [id])).containers[id]
  if (container === undefined) throw failed(id, new Failure('notFound', `container with ID ${id} not found`))
  if (!container.kernel.booted) throw failed(id, new Failure('internalError', 'failed to open container logs: The file “stdio.log” doesn’t exist.'))
  const {container: backing} = await behind(call.mac)
  const follow = call.is('follow')
  const stream = call.is('boot') ? backing.bootLog(container, {follow}) : backing.console(container, {follow})
  if (follow) return write(stream)
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const text = decoded(Buffer.concat(chunks))
  const lines = text.replace(/^\n+|\n+$/g, '').split('\n')
  call.out((call.one('n') === undefined ? lines : lines.slice(-Number(call.one('n')))).join('\n'))
}

function failed(id: string, nested: Failure): Failure {
  return new Failure('internalError', `failed to get logs for container ${id}`, {nested})
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  } catch {
    throw new Failure('internalError', 'failed to convert container logs to utf8')
  }
}

async function write(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of stream) await new Promise((resolve) => process.stdout.write(chunk, resolve))
}
