import {ask} from './ask.js'
import {failed, ok, type Finding} from './check.js'
import {label, type Place} from './place.js'
import type {Flow} from './trace/flow.js'

/** One question, and what is right. */
export interface Attempt {
  readonly from: Place
  /** For client.pl. */
  readonly question: string
  /** Absent: any answer is good. */
  readonly expected?: RegExp
  /** What is asked, for messages. */
  readonly to: string
  /** To follow when there is no answer. Absent: there is nothing to follow, such as packets that must not arrive. */
  readonly flow?: Omit<Flow, 'question' | 'from'>
}

/** Asks all of it, from all places at once. The finding has what the first that failed was about. */
export async function attempts(all: readonly Attempt[], seen: (said: readonly string[]) => string): Promise<Finding> {
  const places = [...new Set(all.map(({from}) => from))]
  const said = new Map<Attempt, string>()
  const found = new Map<Attempt, {text: string; lost?: Flow}>()
  await Promise.all(
    places.map(async (from) => {
      const own = all.filter((attempt) => attempt.from === from)
      const answers = await ask(from, own.map(({question}) => question))
      own.forEach((attempt, i) => {
        const answer = answers[i]!
        said.set(attempt, answer.said)
        const wrong = answer.good && attempt.expected && !attempt.expected.test(answer.said) ? `the answer is "${answer.said}"` : null
        if (answer.good && wrong === null) return
        found.set(attempt, {text: `${label(from)} to ${attempt.to}: ${wrong ?? answer.said}`, ...(wrong === null && attempt.flow && {lost: {...attempt.flow, from, question: attempt.question}})})
      })
    }),
  )
  // In the order of the attempts, so that the same failure reads the same.
  const problems = all.flatMap((attempt) => found.get(attempt) ?? [])
  if (problems.length === 0) return ok(seen(all.map((attempt) => said.get(attempt) ?? '')))
  const [first] = problems
  const more = problems.length > 1 ? `; ${problems.length} of ${all.length} ways fail` : ''
  return failed(`${first!.text}${more}`, problems.find(({lost}) => lost)?.lost)
}
