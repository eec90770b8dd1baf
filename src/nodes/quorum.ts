/** A member of etcd that has a vote. */
export interface Voter {
  readonly name: string
  /** Whether it answers. */
  readonly healthy: boolean
}

/** How many of so many have to agree. */
export function majority(voters: number): number {
  return Math.floor(voters / 2) + 1
}

/**
 * Whether members can leave one after the other, the dead first, so that at each moment most of etcd's members answer: of those that are there, for
 * etcd to take the change, and of those that stay. Pure.
 *
 * @returns what stands in the way, as a sentence; null when nothing does
 */
export function quorumProblem(voters: readonly Voter[], leaving: ReadonlySet<string>): string | null {
  let left = voters
  const order = voters.filter(({name}) => leaving.has(name)).toSorted((a, b) => Number(a.healthy) - Number(b.healthy))
  for (const {name} of order) {
    const now = answering(left)
    if (now < majority(left.length)) return `of ${left.length} members of etcd ${count(now)}, and it takes no change with fewer than ${majority(left.length)}`
    left = left.filter((voter) => voter.name !== name)
    const then = answering(left)
    if (left.length > 0 && then < majority(left.length)) return `without ${name} etcd would have ${left.length} members, of which ${count(then)}, and it needs ${majority(left.length)}`
  }
  return null
}

function answering(voters: readonly Voter[]): number {
  return voters.filter(({healthy}) => healthy).length
}

function count(number: number): string {
  return number === 0 ? 'none answers' : number === 1 ? 'one answers' : `${number} answer`
}
