import type {Calls, Place} from './calls.js'

// Numbers and layouts of linux/bpf.h and linux/perf_event.h, which never change.
const COMMAND = {mapCreate: 0, programLoad: 5, programAttach: 8, programDetach: 9, info: 15, linkCreate: 28} as const
export const PROGRAM = {socketFilter: 1, classifier: 3, tracepoint: 5, xdp: 6, socketAddress: 18} as const
export const MAP = {hash: 1, perfEvents: 4, lruHash: 9, prefixes: 11} as const
export const FLAG = {
  noPreallocation: 1,
  genericXdp: 2,
  /** Offset of `jited_prog_len` in `struct bpf_prog_info`. */
  jitedLength: 16,
  /** `AT_FDCWD` and `AT_REMOVEDIR` of linux/fcntl.h. */
  here: -100,
  directory: 0x200,
} as const

/** One instruction, as the kernel reads it. */
type Instruction = readonly [code: number, immediate: number]
export const MOVE = (value: number): Instruction => [0xb7, value]
export const CALL = (helper: number): Instruction => [0x85, helper]
export const EXIT: Instruction = [0x95, 0]

/** As long as the kernel's own of the time of Linux 6; what an older one does not know has to be zero, and is. */
const ATTRIBUTES_SIZE = 128

export const bpf = {
  /** Loads a program, whose descriptor is `fd` from then on. */
  load(calls: Calls, fd: number, type: number, program: readonly Instruction[], attachType = 0): void {
    const code = calls.place(Buffer.concat(program.map(([op, immediate]) => numbers([[op, 0], [immediate, 4]], 8))))
    const attributes = place(calls, [[type, 0], [program.length, 4], [code.address, 8], [calls.text('GPL').address, 16], [attachType, 68]])
    calls.open('bpf', [COMMAND.programLoad, attributes, ATTRIBUTES_SIZE], fd, {name: 'loading a BPF program'})
  },

  map(calls: Calls, type: number, {key, flags = 0}: {readonly key: number; readonly flags?: number}): void {
    const attributes = place(calls, [[type, 0], [key, 4], [4, 8], [1, 12], [flags, 16]])
    calls.call('bpf', [COMMAND.mapCreate, attributes, ATTRIBUTES_SIZE], {name: 'creating a BPF map'})
  },

  /** Where what is known of a program will be. */
  info(calls: Calls, fd: number): Place {
    const info = calls.place(256)
    calls.call('bpf', [COMMAND.info, place(calls, [[fd, 0], [256, 4], [info.address, 8]]), ATTRIBUTES_SIZE], {name: 'asking about a BPF program'})
    return info
  },

  link(calls: Calls, fd: number, target: number, type: number, flags = 0): void {
    calls.call('bpf', [COMMAND.linkCreate, place(calls, [[fd, 0], [target, 4], [type, 8], [flags, 12]]), ATTRIBUTES_SIZE], {name: 'attaching a BPF program'})
  },

  attach(calls: Calls, target: number, fd: number, type: number): void {
    calls.call('bpf', [COMMAND.programAttach, place(calls, [[target, 0], [fd, 4], [type, 8]]), ATTRIBUTES_SIZE], {name: 'attaching a BPF program'})
  },

  detach(calls: Calls, target: number, fd: number, type: number): void {
    calls.call('bpf', [COMMAND.programDetach, place(calls, [[target, 0], [fd, 4], [type, 8]]), ATTRIBUTES_SIZE], {always: true, name: 'detaching a BPF program'})
  },

  /** A `struct perf_event_attr` for what BPF programs put out: a software event (1) of kind 10, with raw samples. */
  outputEvent: (calls: Calls): Place => calls.place(numbers([[1, 0], [112, 4], [10, 8], [1 << 10, 24]], 112)),
} as const

type Numbers = readonly (readonly [value: number, offset: number])[]

function place(calls: Calls, values: Numbers): Place {
  return calls.place(numbers(values, ATTRIBUTES_SIZE))
}

/** 32-bit numbers at their offsets; the memory of the probe program has addresses of no more. */
function numbers(values: Numbers, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (const [value, offset] of values) bytes.writeInt32LE(value, offset)
  return bytes
}
