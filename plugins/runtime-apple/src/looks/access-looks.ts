import {createHash} from 'node:crypto'
import {listContainers} from '../containers.js'
import {listNetworks, listVolumes} from '../network.js'
import {hasNetworks, readMac} from '../mac.js'
import type {Look} from './bench.js'
import {fails, said, succeeds, unseen} from './seen.js'

/** Looks at lists, programs, networks and disks of `assumptions/access.ts`, by id. */
export const ACCESS_LOOKS: Readonly<Record<string, Look>> = {
  'list.shape': async ({ctx, scratch}) => {
    const {name} = await scratch()
    const found = (await listContainers(ctx)).find((container) => container.name === name)
    return {holds: found?.state === 'running' && found.addresses.length > 0, seen: found ? `state ${found.state}, ${Object.keys(found.labels).length} labels, addresses ${found.addresses.join(', ')}` : 'it does not list its own container'}
  },
  'list.inspect': async ({call}) => fails(await call(['inspect', 'kina-no-such-container']), /not found/i),
  'exec.exit-code': async ({inside}) => {
    const codes = [(await inside('exit 3')).exitCode, (await inside('kill -9 $$')).exitCode]
    return {holds: codes.join() === '3,137', seen: `exit 3: ${codes[0]}; killed by signal 9: ${codes[1]}`}
  },
  'exec.missing-program': async ({call, scratch}) => {
    const {name} = await scratch()
    const [direct, env] = [await call(['exec', name, '/no/such/program']), await call(['exec', name, 'env', '/no/such/program'])]
    return {holds: direct.exitCode === 1 && env.exitCode === 127, seen: `${said(direct)}; through env: exit code ${env.exitCode}`}
  },
  'exec.env': async ({call, scratch}) => {
    const {stdout} = await call(['exec', '--env', 'PATH=/x:/bin:/usr/bin', (await scratch()).name, '/usr/bin/env'])
    const count = stdout.match(/^PATH=/gm)?.length ?? 0
    return {holds: count > 1, seen: `PATH stands ${count} times in the environment`}
  },
  'exec.stdin': async ({call, scratch}) => {
    const bytes = Buffer.alloc(1024 * 1024, 'kina\0\n')
    const result = await call(['exec', '--interactive', (await scratch()).name, 'sha256sum'], {stdin: bytes})
    return {holds: result.stdout.startsWith(createHash('sha256').update(bytes).digest('hex')), seen: `1 MiB: ${said(result)}`}
  },
  'exec.drain': async ({inside}) => fails(await inside('sleep 8 &'), /CancellationError/),
  'network.macos': async ({ctx, call}) => {
    const [mac, result] = [await readMac(ctx), await call(['network', 'list', '--format', 'json'])]
    return {holds: hasNetworks(mac) === (result.exitCode === 0), seen: `macOS ${mac.version}: exit code ${result.exitCode}`}
  },
  'network.create': async ({ctx, call, fresh, label}) => {
    if (!hasNetworks(await readMac(ctx))) return unseen('there are no networks before macOS 26')
    const name = fresh()
    const [made, again] = [await call(['network', 'create', ...label, name]), await call(['network', 'create', ...label, name])]
    const listed = (await listNetworks(ctx)).some((network) => network.name === name && Object.keys(network.labels).length > 0)
    return {holds: made.exitCode === 0 && listed && /already exists/.test(again.stderr), seen: `${said(made)}; again: ${said(again)}`}
  },
  'network.in-use': async ({ctx, call, fresh, label, scratch}) => {
    if (!hasNetworks(await readMac(ctx))) return unseen('there are no networks before macOS 26')
    const {ref, image} = await scratch()
    const name = fresh()
    await call(['network', 'create', ...label, name])
    await call(['create', '--name', fresh(), ...label, '--platform', image.platform, '--network', name, ref, 'true'])
    return fails(await call(['network', 'delete', name]), /referring|in use|delete failed/)
  },
  'network.reach': async ({inside, call, fresh, label, scratch}) => {
    const {ref, image} = await scratch()
    const name = fresh()
    await call(['run', '--detach', '--name', name, ...label, '--memory', '300M', '--platform', image.platform, '--entrypoint', 'sleep', ref, '300'])
    const resolved = await inside(`getent hosts ${name} || nslookup ${name} >/dev/null`)
    return {holds: resolved.exitCode !== 0, seen: resolved.exitCode === 0 ? `the name of another container is known: ${said(resolved)}` : 'the name of another container is not known'}
  },
  'network.foreign': async () => unseen('it takes two nodes with ip and a server: kina cluster create with a worker shows it'),
  'volume.create': async ({ctx, call, fresh, label}) => {
    const name = fresh()
    const made = await call(['volume', 'create', ...label, '-s', '1G', name])
    const listed = (await listVolumes(ctx)).some((volume) => volume.name === name && Object.keys(volume.labels).length > 0)
    return {holds: made.exitCode === 0 && listed, seen: said(made)}
  },
  'volume.in-use': async ({call, fresh, label, scratch}) => {
    const {ref, image} = await scratch()
    const name = fresh()
    await call(['volume', 'create', ...label, '-s', '1G', name])
    await call(['create', '--name', fresh(), ...label, '--platform', image.platform, '--volume', `${name}:/disk`, ref, 'true'])
    return fails(await call(['volume', 'delete', name]), /in use|delete failed/)
  },
  'image.delete': async ({call}) => succeeds(await call(['image', 'delete', '--force', 'kina/no-such-image:v0'])),
}
