import {inspectContainer} from '../containers.js'
import type {Bench, Look} from './bench.js'
import {fails, said, succeeds} from './seen.js'

/** Looks at what stands in `assumptions/machines.ts`, by id; those that stop the small container come last, in life-looks.ts. */
export const MACHINE_LOOKS: Readonly<Record<string, Look>> = {
  'run.detach': async ({scratch}) => {
    const {name, started} = await scratch()
    return {holds: started.stdout.trim() === name, seen: said(started)}
  },
  'run.leaves-nothing': async (bench) => {
    const name = bench.fresh()
    const result = await runOther(bench, name, ['--entrypoint', '/no/such/program'])
    return {holds: result.exitCode !== 0 && (await inspectContainer(bench.ctx, name)) === null, seen: said(result)}
  },
  'run.name-taken': async (bench) => fails(await runOther(bench, (await bench.scratch()).name), /already exist/),
  'run.capabilities': async ({inside}) => {
    const result = await inside("grep '^Cap\\(Eff\\|Bnd\\)' /proc/self/status")
    const [effective] = [...result.stdout.matchAll(/Cap(?:Eff|Bnd):\s*([0-9a-f]+)/g)].map(([, bits]) => BigInt(`0x${bits}`))
    return {holds: effective !== undefined && (effective & (1n << 21n)) !== 0n, seen: result.stdout.trim().replaceAll(/\s+/g, ' ')}
  },
  'run.proc-sys': async ({inside}) => succeeds(await inside('echo 1 > /proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward'), /^1$/m),
  'run.memory': async ({inside}) => {
    const result = await inside('grep MemTotal /proc/meminfo')
    return {holds: Number(/\d+/.exec(result.stdout)?.[0] ?? 0) >= 280 * 1024, seen: `asked for 300M: ${result.stdout.trim()}`}
  },
  'run.cpus': async ({inside}) => {
    const result = await inside('nproc')
    return {holds: Number(result.stdout) >= 2, seen: `asked for 2: ${result.stdout.trim()}`}
  },
  'run.tmpfs': async ({inside}) => succeeds(await inside("grep ' /run tmpfs ' /proc/mounts")),
  'run.mount': async ({inside}) => succeeds(await inside('ls /look | head -1'), /./),
  'run.label': async (bench) => {
    const {name, ref, image} = await bench.scratch()
    const own = await inspectContainer(bench.ctx, name)
    const refused = await bench.call(['create', '--name', bench.fresh(), ...bench.label, '--label', 'a=b=c', '--platform', image.platform, ref])
    return {holds: own?.labels['io.kina.look'] === 'a=b' && refused.exitCode !== 0, seen: `given back: ${own?.labels['io.kina.look'] ?? 'nothing'}; with "=": ${said(refused)}`}
  },
  'run.platform': async ({inside, scratch}) => {
    const {image} = await scratch()
    const result = await inside('uname -m')
    const arch = {aarch64: 'arm64', x86_64: 'amd64'}[result.stdout.trim()]
    return {holds: image.platform === `linux/${arch ?? ''}`, seen: `asked for ${image.platform}: ${result.stdout.trim()}`}
  },
  'run.init': async ({inside}) => succeeds(await inside("tr '\\0' ' ' < /proc/1/cmdline"), /^sh /),
  'run.console': async ({inside, call, scratch}) => {
    const written = await inside('echo kina-looked-here > /dev/console')
    const {stdout} = await call(['logs', '--boot', (await scratch()).name])
    return {holds: written.exitCode === 0 && stdout.includes('kina-looked-here'), seen: written.exitCode === 0 ? `the boot log has ${stdout.split('\n').length} lines, and ${stdout.includes('kina-looked-here') ? '' : 'not '}what was written` : said(written)}
  },
  'guest.cgroup': async ({inside}) => succeeds(await inside("grep ' /sys/fs/cgroup cgroup2 rw' /proc/mounts && mkdir /sys/fs/cgroup/kina-look && rmdir /sys/fs/cgroup/kina-look")),
  'guest.root': async ({inside}) => succeeds(await inside("grep ' / ' /proc/mounts"), / ext4 /),
  'guest.mtu': async ({inside}) => succeeds(await inside('cat /sys/class/net/eth0/mtu'), /^1280$/m),
  'life.states': async (bench) => {
    const {ref, image} = await bench.scratch()
    const name = bench.fresh()
    await bench.call(['create', '--name', name, ...bench.label, '--platform', image.platform, ref, 'true'])
    const state = (await inspectContainer(bench.ctx, name))?.state
    return {holds: state === 'stopped', seen: `made and never started: ${state ?? 'not there'}`}
  },
  'life.delete': async ({call}) => fails(await call(['delete', '--force', 'kina-no-such-container']), /not found/i),
}

async function runOther({call, scratch, label}: Bench, name: string, flags: readonly string[] = []) {
  const {ref, image} = await scratch()
  return call(['run', '--detach', '--name', name, ...label, '--memory', '300M', '--platform', image.platform, ...flags, ref, 'true'])
}
