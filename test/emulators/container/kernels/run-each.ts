import {answer} from './answers.ts'
import type {KernelProfile} from './profiles.ts'

/** kina's program that runs a command for each line of its input; all that it is given is about the kernel. */
export const RUN_EACH = '/usr/local/lib/kina/run-each'

/** What it prints in a guest with this kernel. */
export function answerEach(kernel: KernelProfile, input: string): string {
  return eachLine(input, (argv) => {
    const found = answer(kernel, argv)
    if (found === null) throw new Error(`emulator: what the kernel ${kernel.release} says to ${argv.join(' ')} is not known`)
    return 'stderr' in found ? found : {code: 0, stderr: ''}
  })
}

/** What it prints when its commands end so. */
export function eachLine(input: string, ended: (argv: readonly string[]) => {readonly code: number; readonly stderr: string}): string {
  return input.trimEnd().split('\n').map((line) => ended(line.split('\t').slice(1))).map(({code, stderr}) => `${code}\t${stderr.split('\n')[0]}\n`).join('')
}
