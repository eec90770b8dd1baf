import assert from 'node:assert/strict'

/** A program that has ended. */
export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Both outputs, for messages. */
  readonly all: string
}

export function toRun(result: {exitCode?: number | undefined; stdout?: unknown; stderr?: unknown; all?: unknown}): Run {
  return {exitCode: result.exitCode ?? -1, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? ''), all: String(result.all ?? '')}
}

/** The run, once it has ended well. */
export async function done(run: Promise<Run>): Promise<Run> {
  const result = await run
  assert.equal(result.exitCode, 0, result.all)
  return result
}
