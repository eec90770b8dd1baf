import type {Call} from '../grammar/command.ts'
import {profile} from '../kernels/profiles.ts'
import {recommended} from '../kernels/files.ts'
import {line} from '../shapes/json.ts'
import {read} from '../store.ts'

/** What is configured, which is not what boots. */
export async function list(call: Call): Promise<void> {
  const {version} = read(call.mac).settings
  const sections: Record<string, Record<string, string | number | boolean>> = {
    build: {cpus: 2, memory: '2048mb', rosetta: true},
    container: {cpus: 4, memory: '1gb'},
    kernel: {binaryPath: `opt/kata/share/kata-containers/${profile(recommended(version)).file}`},
    registry: {domain: 'docker.io'},
  }
  if (call.one('format') === 'json') return call.out(line(sections))
  call.out(Object.entries(sections).map(([name, values]) => [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)].join('\n')).join('\n\n'))
}
