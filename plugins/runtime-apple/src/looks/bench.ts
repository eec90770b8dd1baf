import {randomBytes} from 'node:crypto'
import type {Context, ExecOptions, ExecResult} from 'kina/plugin'
import {commands} from '../commands.js'
import {listContainers} from '../containers.js'
import {listImages, type Image} from '../image-json.js'
import {imageName} from '../images.js'
import {REPORT_LABEL, type Labels} from '../labels.js'
import {listNetworks, listVolumes} from '../network.js'
import {reasonIn} from '../tool.js'

/** What a look showed. */
export interface Seen {
  readonly holds: boolean | null
  readonly seen: string
}

export type Look = (bench: Bench) => Promise<Seen>

/** What the looks share: calls of the tool, and one small container that is made when the first of them needs it. */
export interface Bench {
  readonly ctx: Context
  call(args: readonly string[], options?: ExecOptions): Promise<ExecResult>
  /** Runs a program in the small container. */
  inside(script: string, options?: ExecOptions): Promise<ExecResult>
  scratch(): Promise<Scratch>
  /** Another name for something that is made for one look; it has to carry {@link Bench.label}. */
  fresh(): string
  readonly label: readonly string[]
  /** Takes away what was made, also by a report that was killed. */
  clean(): Promise<void>
}

export interface Scratch {
  readonly name: string
  readonly image: Image
  readonly ref: string
  /** What `run` said. */
  readonly started: ExecResult
}

/** Ends at TERM and at the signal by which systemd images are stopped, and leaves a mark of it. */
const LOOP = 'trap "echo yes > /stopped-by-signal; exit 0" TERM 37; while :; do sleep 1; done'

export function makeBench(ctx: Context): Bench {
  const mark = `${process.pid}`
  const label = ['--label', `${REPORT_LABEL}=${mark}`]
  const call: Bench['call'] = (args, options = {}) => ctx.exec(['container', ...args], {timeoutSeconds: 120, ...options, allowFailure: true})
  const fresh = () => `kina-report-${randomBytes(4).toString('hex')}`
  let made: Promise<Scratch> | undefined

  async function make(): Promise<Scratch> {
    const image = await smallImage(ctx)
    const [name, ref] = [fresh(), imageName(image.reference)]
    const {stdout} = await call(['run', '--help'])
    const unmasked = ['--masked-path', '--read-only-path'].flatMap((flag) => (stdout.includes(flag) ? [flag, 'NONE'] : []))
    const flags = ['--cap-add', 'ALL', ...unmasked, '--cpus', '2', '--memory', '300M', '--tmpfs', '/run', '--volume', '/usr/share:/look:ro', '--label', 'io.kina.look=a%3Db']
    const started = await call(['run', '--detach', '--name', name, ...label, ...flags, '--platform', image.platform, '--entrypoint', 'sh', ref, '-c', LOOP], {timeoutSeconds: 170})
    if (started.exitCode !== 0) throw new Error(`no container could be made for a look: ${reasonIn(started.stderr)}`)
    return {name, image, ref, started}
  }

  const scratch = () => (made ??= make())
  return {
    ...{ctx, call, fresh, label, scratch},
    inside: async (script, options) => call(['exec', (await scratch()).name, 'sh', '-c', script], options),
    clean: () => clean(ctx, mark),
  }
}

/** The smallest that has a shell, by its name. */
async function smallImage(ctx: Context): Promise<Image> {
  const [image] = (await listImages(ctx)).filter(({reference}) => /(^|\/)(alpine|busybox|debian|ubuntu|node|node-base)[:@]/.test(reference)).sort((a, b) => a.size - b.size)
  if (!image) throw new Error('there is no image with a shell for a look: container image pull --platform linux/arm64 alpine')
  return image
}

async function clean(ctx: Context, mark: string): Promise<void> {
  const ours = ({labels}: {readonly labels: Labels}) => labels[REPORT_LABEL] !== undefined && (labels[REPORT_LABEL] === mark || !isAlive(Number(labels[REPORT_LABEL])))
  const names = async (list: (ctx: Context) => Promise<readonly {readonly name: string; readonly labels: Labels}[]>) => (await list(ctx)).filter(ours).map(({name}) => name)
  for (const [list, remove] of [[listContainers, commands.remove], [listVolumes, commands.removeVolume], [listNetworks, commands.removeNetwork]] as const) {
    for (const name of await names(list)) await ctx.exec(remove(name).argv, {allowFailure: true, timeoutSeconds: 60})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
