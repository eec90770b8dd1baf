import {cpus} from 'node:os'

/** Median, and least to most, with one decimal where that says something. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)]
  return sorted.length === 1 ? figure(least) : `${figure(median(sorted))} (${figure(least)}–${figure(most)})`
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Markdown. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows
  return [head, head.map(() => '---'), ...others].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** What the numbers were measured on: nothing compares without. */
export function machine(): string {
  return `${process.platform} ${process.arch}, ${cpus().length} processors, Node.js ${process.versions.node}`
}

function figure(value: number): string {
  return Math.abs(value) < 100 ? value.toFixed(1) : String(Math.round(value))
}
