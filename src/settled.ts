/** All results, or the first failure once nothing runs any more: an undo must not race with what it undoes. */
export async function settled<T extends readonly unknown[]>(work: {readonly [K in keyof T]: Promise<T[K]>}): Promise<T> {
  const results = await Promise.allSettled(work)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T
}
