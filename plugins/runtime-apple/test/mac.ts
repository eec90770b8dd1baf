import {fakeContext, type FakeContext, type FakeContextOptions} from '../../../src/testing/index.js'
import {HELP, image, list, status} from './recorded.js'

type Answer = ReturnType<NonNullable<FakeContextOptions['answer']>>

const SOUND: Readonly<Record<string, Answer>> = {
  'container --version': 'container CLI version 1.2.2 (build: release, commit: 0190097)\n',
  'container system status': status.flat(),
  'container run --help': HELP,
  'container list': list(),
  'container network list': list(),
  'container volume list': list(),
  'container image list': list(image('docker.io/kina/node:v1.31.0')),
  'container image inspect': {exitCode: 1, stderr: 'Error: image not found: x\n'},
  'sw_vers -productVersion': '26.1\n',
  'sysctl -n hw.optional.arm64': '1\n',
  'uname -s': 'Darwin\n',
  readlink: '/Users/me/Library/Application Support/com.apple.container/kernels/vmlinux-6.18.15-186\n',
  'test -e': '',
}

/** A Mac on which all is well, except where `answers`, by the beginning of a command line, say otherwise. */
export function fakeMac(answers: Readonly<Record<string, Answer | (() => Answer)>> = {}): FakeContext {
  return fakeContext({
    answer: ({argv}) => {
      const line = argv.join(' ')
      const found = Object.entries(answers).find(([start]) => line.startsWith(start)) ?? Object.entries(SOUND).find(([start]) => line.startsWith(start))
      return typeof found?.[1] === 'function' ? found[1]() : found?.[1]
    },
  })
}

/** The command lines of `container` that were run, without those that only look. */
export function changes({calls}: FakeContext): string[] {
  return calls.map(({argv}) => argv.join(' ')).filter((line) => line.startsWith('container ') && !/^container (--version|system status|run --help|list|inspect|network list|volume list|image (list|inspect))/.test(line))
}
