import type {Arch} from '../../contract/index.js'
import {MACHINE_CODE} from './machine-code.js'

/** Where the calls are read to, as the assembly has it, and how many bytes fit. */
export const MEMORY = 0x10000000
export const MEMORY_SIZE = 0x10000

const CODE = 0x400000
const HEADERS = 64 + 2 * 56
/** Of segments: the largest pages that arm64 kernels have. */
const ALIGNMENT = 0x10000
/** ELF's numbers of the machines. */
const MACHINES: Readonly<Record<Arch, number>> = {amd64: 62, arm64: 183}

/**
 * A Linux program of some 350 bytes that makes the system calls it reads, see scripts/kernel-probe. It needs nothing in the node, so that any
 * image can be looked into, and no compiler, so that it can come from a Mac.
 */
export function probeProgram(arch: Arch): Uint8Array {
  const code = Buffer.from(MACHINE_CODE[arch], 'hex')
  const file = Buffer.alloc(HEADERS + code.length)
  code.copy(file, HEADERS)
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  file.writeUInt16LE(2, 16) // an executable
  file.writeUInt16LE(MACHINES[arch], 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BigInt(CODE + HEADERS), 24) // entry
  file.writeBigUInt64LE(64n, 32) // program headers
  file.writeUInt16LE(64, 52)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(2, 56)
  segment(file, 64, {flags: 5, address: CODE, fileSize: file.length, memorySize: file.length})
  segment(file, 120, {flags: 6, address: MEMORY, fileSize: 0, memorySize: MEMORY_SIZE})
  return file
}

interface Segment {
  /** 4: read, 2: write, 1: execute. */
  readonly flags: number
  readonly address: number
  readonly fileSize: number
  readonly memorySize: number
}

function segment(file: Buffer, at: number, {flags, address, fileSize, memorySize}: Segment): void {
  file.writeUInt32LE(1, at) // loaded
  file.writeUInt32LE(flags, at + 4)
  const words = [0, address, address, fileSize, memorySize, ALIGNMENT]
  words.forEach((word, i) => file.writeBigUInt64LE(BigInt(word), at + 8 + 8 * i))
}
