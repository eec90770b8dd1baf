import {randomBytes} from 'node:crypto'
import type {Arch} from '../../contract/index.js'
import {after, Calls} from './calls.js'
import {bpf, CALL, EXIT, FLAG, MAP, MOVE, PROGRAM} from './bpf.js'

/** Descriptors that results are kept under, out of the way of those that are given by turns. */
const FD = {program: 100, cgroup: 101, copy: 102} as const
/** `BPF_CGROUP_INET4_CONNECT`, `BPF_XDP`, `BPF_TCX_INGRESS` of linux/bpf.h. */
const ATTACH = {connect4: 10, xdp: 37, tcx: 46} as const
/** The loopback link in a network namespace. */
const LOOPBACK = 1
const ALLOW = [MOVE(1), EXIT]

type Recipe = (calls: Calls) => void

/** What the probe program does in namespaces of its own, each of the size of a single question. */
const RECIPES = {
  program: (calls) => bpf.load(calls, FD.program, PROGRAM.socketFilter, ALLOW),

  /** A program whose machine code has no length was not compiled. */
  jit(calls) {
    bpf.load(calls, FD.program, PROGRAM.socketFilter, ALLOW)
    const info = bpf.info(calls, FD.program)
    calls.open('memfd_create', [calls.text('kina'), 0], FD.copy)
    calls.call('pwrite64', [FD.copy, after(info, FLAG.jitedLength), 4, 0])
    calls.call('pread64', [FD.copy, calls.next(1), 4, 0])
    // Of nothing it fails.
    calls.call('mmap', [0, 0, 1, 0x22, -1, 0], {name: 'the program was not compiled'})
  },

  maps(calls) {
    bpf.map(calls, MAP.hash, {key: 4})
    bpf.map(calls, MAP.lruHash, {key: 4})
    bpf.map(calls, MAP.prefixes, {key: 8, flags: FLAG.noPreallocation})
  },

  tcx(calls) {
    bpf.load(calls, FD.program, PROGRAM.classifier, ALLOW)
    bpf.link(calls, FD.program, LOOPBACK, ATTACH.tcx)
  },

  xdp(calls) {
    bpf.load(calls, FD.program, PROGRAM.xdp, ALLOW)
    bpf.link(calls, FD.program, LOOPBACK, ATTACH.xdp, FLAG.genericXdp)
  },

  cgroup(calls) {
    const path = calls.text(`/mnt/kina-probe-${randomBytes(4).toString('hex')}`)
    bpf.load(calls, FD.program, PROGRAM.socketAddress, ALLOW, ATTACH.connect4)
    calls.call('mount', [calls.text('none'), calls.text('/mnt'), calls.text('cgroup2'), 0, 0])
    calls.call('mkdirat', [FLAG.here, path, 0o755])
    calls.open('openat', [FLAG.here, path, 0], FD.cgroup)
    bpf.attach(calls, FD.cgroup, FD.program, ATTACH.connect4)
    bpf.detach(calls, FD.cgroup, FD.program, ATTACH.connect4)
    calls.call('unlinkat', [FLAG.here, path, FLAG.directory], {always: true})
  },

  /** `bpf_get_cgroup_classid`. */
  classid: (calls) => bpf.load(calls, FD.program, PROGRAM.socketAddress, [CALL(17), ...ALLOW], ATTACH.connect4),

  perf(calls) {
    bpf.map(calls, MAP.perfEvents, {key: 4})
    calls.call('perf_event_open', [bpf.outputEvent(calls), -1, 0, -1, 0])
  },

  events: (calls) => bpf.load(calls, FD.program, PROGRAM.tracepoint, [MOVE(0), EXIT]),
} satisfies Readonly<Record<string, Recipe>>

export type RecipeName = keyof typeof RECIPES

/** What the probe program of an architecture reads to follow a recipe. */
export function recipe(name: RecipeName, arch: Arch): Uint8Array {
  const calls = new Calls(arch)
  RECIPES[name](calls)
  return calls.bytes()
}
