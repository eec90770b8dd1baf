import {behind} from '../daemon/behind.ts'
import {look} from '../daemon/look.ts'
import {Failure, NotEmulated} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {print} from '../shapes/print.ts'
import type {GuestStats} from '../backing.ts'

export async function stats(call: Call): Promise<void> {
  if (!call.is('no-stream')) throw new NotEmulated('stats without --no-stream')
  const {containers} = await look(call.mac)
  for (const id of call.args) if (containers[id] === undefined) throw new Failure('notFound', `no such container: ${id}`)
  const wanted = Object.values(containers).filter(({id, state}) => state === 'running' && (call.args.length === 0 || call.args.includes(id)))
  const found = wanted.length === 0 ? new Map<string, GuestStats>() : await (await behind(call.mac)).container.stats(wanted)
  const rows = wanted.flatMap((container) => (found.has(container.id) ? [{id: container.id, memoryLimitBytes: container.memoryInBytes, ...(found.get(container.id) as GuestStats)}] : []))
  print(call, {
    header: ['Container ID', 'Cpu %', 'Memory Usage', 'Net Rx/Tx', 'Block I/O', 'Pids'],
    rows: rows.map((row) => [row.id, '0.00%', `${row.memoryUsageBytes} / ${row.memoryLimitBytes}`, `${row.networkRxBytes} / ${row.networkTxBytes}`, `${row.blockReadBytes} / ${row.blockWriteBytes}`, String(row.numProcesses)]),
    json: rows,
  })
}
