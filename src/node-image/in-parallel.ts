/** Runs `work` on every item, at most `limit` at a time; results in the order of the items. After a failure nothing more is started. */
export async function inParallel<T, R>(limit: number, items: readonly T[], work: (item: T) => Promise<R> | R): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  let failed = false
  const worker = async () => {
    for (const [index, item] of waiting) {
      if (failed) return
      results[index] = await work(item)
    }
  }
  const workers = await Promise.allSettled(Array.from({length: limit}, () => worker().catch((error: unknown) => {
    failed = true
    throw error
  })))
  // Everything that was started has ended by now, so that a caller can clean up.
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason
  return results
}
