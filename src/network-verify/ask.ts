import {clientArgv} from './programs.js'
import {label, type Place} from './place.js'

export interface Answer {
  readonly good: boolean
  /** What was said, or why there was no answer. */
  readonly said: string
}

/** How long a question is asked again, in seconds: rules of a new service or policy take a moment. */
const PATIENCE = 8
/** Longest time of one question, in seconds: the last time it is asked may begin at the end of the patience. */
const LIMIT = 45

/** Asks from one place, all at once; answers in the order of the questions. */
export async function ask(from: Place, questions: readonly string[], seconds = PATIENCE): Promise<Answer[]> {
  const {stdout, stderr} = await from.exec(clientArgv(questions, seconds), {allowFailure: true, timeoutSeconds: seconds + LIMIT})
  const answers = new Map(readAnswers(stdout))
  return questions.map((question, number) => answers.get(number) ?? {good: false, said: lastLine(stderr) || `nothing was heard of "${question}" from ${label(from)}`})
}

/** Answers as the client prints them. Pure. */
export function readAnswers(text: string): [number, Answer][] {
  return text.split('\n').flatMap((line): [number, Answer][] => {
    const [number = '', good = '', said = ''] = line.split('\t')
    return /^\d+$/.test(number) ? [[Number(number), {good: good === 'yes', said}]] : []
  })
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? ''
}
