import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs Podman to its end. A failure is an error with Podman's own last words. */
export async function podman(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await tryPodman(args, options)
  if (result.code !== 0) throw new Error(lastWords(result.stderr) || `podman ${args[0]} ended with ${result.code}`)
  return result.stdout
}

/** The same for who wants to see how it failed. */
export function tryPodman(args: readonly string[], options: CommandOptions = {}): Promise<Result> {
  return command('podman', [...podmanGlobals(), ...args], options)
}

/** crun starts nothing on the hybrid of cgroup v1 and v2. */
export function podmanGlobals(): string[] {
  return existsSync('/sys/fs/cgroup/cgroup.controllers') ? [] : ['--runtime', 'runc']
}

export interface CommandOptions {
  /** Called with whole lines of either stream. */
  readonly onLine?: (line: string) => void
}

export function command(program: string, args: readonly string[], {onLine}: CommandOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe'], env: withSystemPath(process.env)})
    const texts = {stdout: '', stderr: ''}
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = ''
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text
        if (onLine === undefined) return
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        lines.forEach(onLine)
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({...texts, code: code ?? (signal === null ? 1 : 128)}))
  })
}

/** A test's PATH may hold little more than the emulator. */
export function withSystemPath(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {...env, PATH: [env['PATH'], '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'].filter(Boolean).join(':')}
}

export function lastWords(stderr: string): string {
  return (stderr.trim().split('\n').at(-1) ?? '').replace(/^Error: /, '')
}
