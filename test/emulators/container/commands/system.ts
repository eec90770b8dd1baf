import {createInterface} from 'node:readline'
import {stopContainer} from '../daemon/endings.ts'
import {look} from '../daemon/look.ts'
import {asFailure, Failure, NotEmulated, sentence} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {hasDefault, installProfile, recommended} from '../kernels/files.ts'
import {change, read} from '../store.ts'

/** May be repeated. Without a kernel, and without a word about it, it asks. */
export async function start(call: Call): Promise<void> {
  for (const flag of ['app-root', 'install-root', 'log-root'] as const) if (call.one(flag) !== undefined) throw new NotEmulated(`system start --${flag}`)
  for (const log of ['Launching container-apiserver...', 'Testing access to container-apiserver...', 'Verifying machine API server is running...', 'Installing base container filesystem...']) call.err(log)
  await change(call.mac, (state) => Object.assign(state.settings, {service: 'running', serviceVersion: state.settings.version}))
  if (hasDefault(call.mac)) return
  const wanted = call.is('enable-kernel-install') || (!call.is('disable-kernel-install') && (await asked(call)))
  if (!wanted) return call.err('Please use the `container system kernel set --recommended` command to configure the default kernel')
  call.err('Installing kernel...')
  installProfile(call.mac, recommended(read(call.mac).settings.version), {force: true})
}

async function asked(call: Call): Promise<boolean> {
  call.out('No default kernel configured.')
  process.stdout.write('Install the recommended default kernel? [Y/n]: ')
  for await (const answer of createInterface({input: process.stdin})) return answer.trim() === '' || /^y(es)?$/i.test(answer.trim())
  throw new Failure('internalError', 'failed to read user input')
}

/** Its log is on standard output, between the ids that it stops. Nothing starts them again. */
export async function stop(call: Call): Promise<void> {
  if (read(call.mac).settings.service === 'running') {
    call.out(`${stamp()} info com.apple.container.cli: [ContainerCommands] stopping containers`)
    const running = Object.values((await look(call.mac)).containers).filter(({state}) => state === 'running')
    for (const {id} of running) {
      await stopContainer(call.mac, id, {seconds: 5}).then(() => call.out(id), (error: unknown) => call.err(sentence(asFailure(error))))
    }
  }
  call.out(`${stamp()} info com.apple.container.cli: [ContainerCommands] stopping service`)
  await change(call.mac, (state) => {
    Object.assign(state.settings, {service: 'stopped'})
    if (state.builder !== undefined) state.builder = {...state.builder, state: 'stopped'}
  })
}

function stamp(): string {
  return `${new Date().toISOString().slice(0, 19)}+0000`
}
