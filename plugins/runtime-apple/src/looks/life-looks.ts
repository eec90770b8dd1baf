import {inspectContainer} from '../containers.js'
import type {Look} from './bench.js'
import {fails, succeeds} from './seen.js'

/** Looks that stop and start the small container, by id. In this order: each leaves it as the next one takes it. */
export const LIFE_LOOKS: Readonly<Record<string, Look>> = {
  'exec.stopped': async ({call, inside, scratch}) => {
    const {name} = await scratch()
    await inside("echo 192.0.2.1 kina-look >> /etc/hosts; echo kept > /kept")
    await call(['stop', '--time', '5', name])
    return fails(await call(['exec', name, 'true']), /is not running/)
  },
  'life.logs': async ({call, scratch}) => {
    const {name} = await scratch()
    const [own, boot] = [await call(['logs', name]), await call(['logs', '--boot', name])]
    return {holds: own.exitCode === 0 && boot.exitCode === 0, seen: `logs: exit code ${own.exitCode}; logs --boot: exit code ${boot.exitCode}, ${boot.stdout.split('\n').length} lines`}
  },
  'life.again': async ({call, scratch}) => {
    const {name} = await scratch()
    const results = [await call(['stop', name]), await call(['start', name]), await call(['start', name]), await call(['delete', name])]
    return {holds: results.slice(0, 3).every(({exitCode}) => exitCode === 0) && results[3]?.exitCode !== 0, seen: results.map(({exitCode}) => exitCode).join(', ')}
  },
  'life.stop-signal': async ({inside}) => succeeds(await inside('cat /stopped-by-signal'), /yes/),
  'life.disk': async ({inside}) => succeeds(await inside('cat /kept'), /kept/),
  'guest.hosts': async ({inside, scratch}) => {
    const {name} = await scratch()
    const result = await inside('cat /etc/hosts; hostname')
    return {holds: !result.stdout.includes('kina-look') && result.stdout.trimEnd().endsWith(name), seen: result.stdout.trim().replaceAll('\n', ' | ')}
  },
  'network.addresses': async ({ctx, scratch}) => {
    const found = await inspectContainer(ctx, (await scratch()).name)
    return {holds: /^\d+\.\d+\.\d+\.\d+$/.test(found?.addresses[0] ?? ''), seen: found?.addresses.join(', ') || 'no address'}
  },
}
