import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {now} from '../shapes/dates.ts'
import {print} from '../shapes/print.ts'
import {change, read} from '../store.ts'

export async function start(call: Call): Promise<void> {
  await change(call.mac, (state) => void (state.builder = {state: 'running', since: now()}))
}

export async function status(call: Call): Promise<void> {
  const {builder} = read(call.mac)
  if (builder === undefined || builder.state !== 'running') return call.out('builder is not running')
  print(call, {header: ['ID', 'IMAGE', 'STATE', 'IP', 'CPUS', 'MEMORY'], rows: [['buildkit', 'builder', 'running', '', '2', '2048 MB']], names: ['buildkit'], json: [{id: 'buildkit', status: {state: 'running'}}]})
}

export async function stop(call: Call): Promise<void> {
  await change(call.mac, (state) => {
    if (state.builder !== undefined) state.builder = {...state.builder, state: 'stopped'}
  })
}

export async function remove(call: Call): Promise<void> {
  await change(call.mac, (state) => {
    if (state.builder?.state === 'running' && !call.is('force')) throw new Failure('invalidState', 'BuildKit container is not stopped, run with --force to override')
    delete state.builder
  })
}
