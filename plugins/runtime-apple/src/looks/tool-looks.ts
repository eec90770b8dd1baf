import {hasNetworks, readMac} from '../mac.js'
import {defaultKernel, readService} from '../service.js'
import type {Look} from './bench.js'
import {fails, said, succeeds, unseen} from './seen.js'

/** Looks at what stands in `assumptions/tool.ts`, by id. */
export const TOOL_LOOKS: Readonly<Record<string, Look>> = {
  'cli.version': async ({call}) => succeeds(await call(['--version']), /^container CLI version \d+\.\d+/m),
  'cli.usage-error': async ({call}) => {
    const result = await call(['list', '--kina-no-such-flag'])
    return {holds: result.exitCode === 64 && /^Error: Unknown option/m.test(result.stderr), seen: `exit code ${result.exitCode}: ${result.stderr.split('\n').find((line) => line.startsWith('Error')) ?? ''}`}
  },
  'cli.help-lists-flags': async ({call}) => {
    const {exitCode, stdout} = await call(['run', '--help'])
    const flags = ['--cap-add', '--masked-path', '--read-only-path', '--kernel'].filter((flag) => stdout.includes(flag))
    return {holds: exitCode === 0 && flags.includes('--cap-add'), seen: `it lists ${flags.join(', ') || 'none of those that kina asks for'}`}
  },
  'cli.result-on-stdout': async ({call}) => {
    const {stdout, stderr} = await call(['list', '--all', '--format', 'json'])
    const count = (JSON.parse(stdout) as readonly unknown[]).length
    return {holds: true, seen: `JSON of ${count} containers; ${stderr === '' ? 'nothing' : `"${stderr.trim().split('\n')[0]}"`} on standard error`}
  },
  'cli.passes-arguments': async ({call, scratch}) => {
    const result = await call(['exec', (await scratch()).name, 'printf', '%s,', '--version', '--', '$HOME', ''])
    return {holds: result.stdout === '--version,--,$HOME,,', seen: said(result)}
  },
  'system.status': async ({ctx}) => {
    const {running, status, version} = await readService(ctx)
    return {holds: running, seen: `${status}, version ${version?.join('.') ?? 'not told'}`}
  },
  'system.app-root': async ({ctx}) => {
    const {appRoot} = await readService(ctx)
    return {holds: appRoot !== null, seen: appRoot === null ? 'no directory is named' : 'a directory is named'}
  },
  'system.stopped': async () => unseen('the service would have to be stopped, and with it every container'),
  'system.start': async () => unseen('it would install a kernel where there is none'),
  'mac.version': async ({ctx}) => {
    const mac = await readMac(ctx)
    return {holds: mac.major !== null, seen: `macOS ${mac.version}; clusters of several nodes are ${hasNetworks(mac) ? '' : 'not '}possible`}
  },
  'mac.silicon': async ({ctx}) => {
    const {silicon} = await readMac(ctx)
    return {holds: silicon, seen: silicon === null ? 'sysctl is not there' : silicon ? 'Apple silicon' : 'no Apple silicon'}
  },
  'kernel.default': async ({ctx}) => {
    const {appRoot} = await readService(ctx)
    const kernel = appRoot === null ? null : await defaultKernel(ctx, appRoot)
    return {holds: kernel !== null, seen: kernel ?? 'no kernel is found'}
  },
  'kernel.none': async () => unseen('a kernel is installed, and would have to be taken away'),
  'kernel.per-container': async ({call, fresh, label, scratch}) => {
    const {ref, image} = await scratch()
    return fails(await call(['run', '--detach', '--name', fresh(), ...label, '--platform', image.platform, '--kernel', '/no/such/kernel', ref, 'true']), /kernel file not found/)
  },
  'kernel.kept': async () => unseen('the default kernel would have to be changed'),
  'kernel.release': async ({inside}) => succeeds(await inside('uname -r && test -r /proc/config.gz'), /^\d+\.\d+/),
}
