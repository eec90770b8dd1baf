import type {Argv, ExecResult, Node} from '../../src/contract/index.js'
import {answer} from '../emulators/container/kernels/answers.ts'
import {profile} from '../emulators/container/kernels/profiles.ts'
import {answerEach, RUN_EACH} from '../emulators/container/kernels/run-each.ts'

/** What a guest of the emulated Mac answers whose kernel is of this profile, as far as it is about the kernel; all else works and says nothing. */
export function profileExec(name: string): (argv: Argv, stdin?: string) => ExecResult {
  const kernel = profile(name)
  return (argv, stdin = '') => {
    if (argv[0] === RUN_EACH) return {exitCode: 0, stdout: answerEach(kernel, stdin), stderr: ''}
    if (argv.join(' ') === 'uname -m') return {exitCode: 0, stdout: 'aarch64\n', stderr: ''}
    const found = answer(kernel, argv)
    if (found === null || 'present' in found) return {exitCode: 0, stdout: '', stderr: ''}
    return 'stdout' in found ? {exitCode: 0, stdout: Buffer.from(found.stdout).toString(), stderr: ''} : {exitCode: found.code, stdout: '', stderr: found.stderr}
  }
}

export function profileNode(name: string): Node {
  const exec = profileExec(name)
  return {
    cluster: 'kina-tmp-1',
    name: 'kina-tmp-1',
    role: 'worker',
    labels: {},
    image: 'kina/node:v1.37.2',
    running: true,
    exec: async (argv, options) => exec(argv, String(options?.stdin)),
    addresses: async () => ['192.0.2.10'],
    reach: async (port) => ({host: '192.0.2.10', port}),
    logs: async function* () {},
  }
}
