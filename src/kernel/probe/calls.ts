import type {Arch} from '../../contract/index.js'
import {MEMORY, MEMORY_SIZE} from './elf.js'
import {CALLS, type CallName} from './call-numbers.js'

/** An argument: a number, or what has its place in the program's memory. */
export type Argument = number | Place

/** Bytes in the program's memory, shared by all calls. */
export interface Place {
  readonly address: number
}

export interface CallOptions {
  /** An errno that is as good as success. */
  readonly accept?: number
  /** Made after a failure too, and never the reason of one: it cleans up. */
  readonly always?: boolean
  /** For the report. Default: the call's name. */
  readonly name?: string
  /** Gets the low 32 bits of the result. */
  readonly result?: Place
}

/** A call as it lies in memory, see scripts/kernel-probe; bytes. */
const CALL_SIZE = 96
/** At most so many calls; they lie before everything else. */
const MAX_CALLS = 48

/** System calls in their order, and the memory they work on, as the probe program reads them. */
export class Calls {
  readonly #memory = Buffer.alloc(MEMORY_SIZE)
  readonly #arch: Arch
  #count = 0
  #used = (MAX_CALLS + 1) * CALL_SIZE

  constructor(arch: Arch) {
    this.#arch = arch
  }

  /** Places bytes, or so many zeros, and answers where. 8 bytes are the largest alignment that the kernel wants. */
  place(content: Uint8Array | number): Place {
    const at = this.#used
    const bytes = typeof content === 'number' ? Buffer.alloc(content) : content
    this.#used += Math.ceil(bytes.length / 8) * 8
    if (this.#used > MEMORY_SIZE) throw new Error('the calls need more memory than the probe program has')
    this.#memory.set(bytes, at)
    return {address: MEMORY + at}
  }

  /** A string with the zero at its end. */
  text(value: string): Place {
    return this.place(Buffer.from(`${value}\0`))
  }

  /** Where argument n will lie of the call after the one that is added next, which may so write it. */
  next(argument: number): Place {
    return {address: MEMORY + (this.#count + 1) * CALL_SIZE + 8 + 8 * argument}
  }

  /** Adds a call whose result is a descriptor, and has it under a number that is known beforehand. */
  open(name: CallName, args: readonly Argument[], fd: number, options: CallOptions = {}): void {
    this.call(name, args, {...options, result: this.next(0)})
    this.call('dup3', [0, fd, 0])
  }

  call(name: CallName, args: readonly Argument[], {accept = 0, always = false, name: shown = name, result}: CallOptions = {}): void {
    if (this.#count === MAX_CALLS) throw new Error(`more than ${MAX_CALLS} calls`)
    const at = this.#count++ * CALL_SIZE
    const words = [CALLS[this.#arch][name], ...Array.from({length: 6}, (_, i) => valueOf(args[i] ?? 0)), valueOf(result ?? this.place(8)), accept, Number(always), valueOf(this.place(Buffer.from(shown))), Buffer.byteLength(shown)]
    words.forEach((word, i) => this.#memory.writeBigInt64LE(BigInt(word), at + 8 * i))
  }

  /** What the program is to read. */
  bytes(): Uint8Array {
    const memory = Buffer.from(this.#memory.subarray(0, this.#used))
    memory.writeBigInt64LE(-1n, this.#count * CALL_SIZE)
    return memory
  }
}

/** The place so many bytes behind another. */
export function after({address}: Place, bytes: number): Place {
  return {address: address + bytes}
}

function valueOf(argument: Argument): number {
  return typeof argument === 'number' ? argument : argument.address
}
