import {Writable} from 'node:stream'
import {stripVTControlCharacters} from 'node:util'
import type {ReportEvent} from '../../src/report/events.js'
import type {Reporter} from '../../src/report/step.js'

/** Keeps events instead of drawing them. */
export function recorder(): Reporter & {readonly events: ReportEvent[]} {
  const events: ReportEvent[] = []
  return {events, emit: (event) => void events.push(event), close: async () => {}}
}

/** A stream in memory, of the size of a common terminal. */
export class MemoryStream extends Writable {
  readonly columns = 80
  readonly rows = 24
  written = ''

  constructor(readonly isTTY: boolean) {
    super()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString()
    done()
  }

  get text(): string {
    return stripVTControlCharacters(this.written)
  }
}

export const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

/** One of everything, over half a minute. */
export const STORY: readonly ReportEvent[] = [
  {type: 'step-started', time: at(0), id: 'image', title: 'Node image'},
  {type: 'step-progress', time: at(4), id: 'image', text: 'too early to be told'},
  {type: 'step-progress', time: at(10), id: 'image', node: 'demo-worker', text: 'unpacking\nlayer 3 of 100 %d'},
  {type: 'step-progress', time: at(19), id: 'image', text: 'too early again'},
  {type: 'step-done', time: at(20), id: 'image', seconds: 20.04},
  {type: 'step-skipped', time: at(20), id: 'workers', title: 'Workers', reason: 'there are none'},
  {type: 'note', time: at(20), level: 'warn', text: 'Only 3.9 GB of memory.'},
  {type: 'note', time: at(20), level: 'info', text: 'Using podman.'},
  {type: 'step-started', time: at(21), id: 'init', title: 'Control plane'},
  {type: 'step-started', time: at(21), id: 'cni', title: 'CNI ptp'},
  {type: 'step-failed', time: at(25), id: 'cni', seconds: 4, message: 'no route\nsecond line', code: 'E_CNI_FAILED'},
  {type: 'step-done', time: at(95), id: 'init', seconds: 74.2},
  {
    type: 'error',
    time: at(95),
    exit: 1,
    error: {code: 'E_CNI_FAILED', message: 'CNI ptp failed.', detail: 'line one\n\n  line two\n', next: ['kina cluster delete demo', 'Look:\npodman logs demo']},
  },
]
