import type {Call} from '../grammar/command.ts'
import {commitOf} from '../main.ts'
import {appRoot} from '../places.ts'
import {print} from '../shapes/print.ts'
import {line} from '../shapes/json.ts'
import {read} from '../store.ts'
import {atLeast} from '../version.ts'

/** Exit 1 when the service does not run; the answer is on standard output all the same. */
export async function status(call: Call): Promise<void> {
  const {settings} = read(call.mac)
  const {serviceVersion, version, service} = settings
  const running = service === 'running'
  if (!running) process.exitCode = 1
  const fields = {
    apiServerAppName: running ? 'container-apiserver' : '',
    apiServerBuild: running ? 'release' : '',
    apiServerCommit: running ? `${commitOf(serviceVersion)}f0e1d2c3b4a5968778695a4b3c2d1e0f1` : '',
    apiServerVersion: running ? sentenceOf(serviceVersion) : '',
    appRoot: running ? appRoot(call.mac) : '',
    installRoot: running ? '/usr/local/' : '',
    status: running ? 'running' : 'unregistered',
  }
  if (!atLeast(version, '0.10.0') || (!running && (call.one('format') ?? 'table') === 'table')) return call.out(running ? 'apiserver is running' : 'apiserver is not running and not registered with launchd')
  if (call.one('format') === 'json' && atLeast(version, '1.4.1')) return call.out(line(nested(fields, running)))
  print(call, {header: ['FIELD', 'VALUE'], rows: Object.entries(fields).map(([key, value]) => [key, value]), json: fields})
}

/** From 1.4.1 on. The names inside are known from reports alone. */
function nested(fields: Record<string, string>, running: boolean): unknown {
  if (!running) return {status: fields['status']}
  const {apiServerAppName, apiServerBuild, apiServerCommit, apiServerVersion, appRoot: root, installRoot} = fields
  return {status: 'running', server: {appName: apiServerAppName, build: apiServerBuild, commit: apiServerCommit, version: apiServerVersion}, paths: {appRoot: root, installRoot}}
}

/** Works without the service, which is then left out. */
export async function version(call: Call): Promise<void> {
  const {settings} = read(call.mac)
  const client = {appName: 'container', buildType: 'release', commit: `${commitOf(settings.version)}f0e1d2c3b4a5968778695a4b3c2d1e0f1`, version: settings.version}
  const server = {appName: 'container-apiserver', buildType: 'release', commit: `${commitOf(settings.serviceVersion)}f0e1d2c3b4a5968778695a4b3c2d1e0f1`, version: sentenceOf(settings.serviceVersion)}
  const all = settings.service === 'running' ? [client, server] : [client]
  print(call, {header: ['COMPONENT', 'VERSION', 'BUILD', 'COMMIT'], rows: all.map(({appName, version: name, buildType, commit}) => [appName, name, buildType, commit]), json: all})
}

function sentenceOf(version: string): string {
  return `container-apiserver version ${version} (build: release, commit: ${commitOf(version)})`
}
