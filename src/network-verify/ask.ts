import {clientArgv} from './programs.js'
import {label, type Place} from './place.js'

export interface Answer {
  readonly good: boolean
  /** What was said, or why there was no answer. */
  readonly said: string
}

/** How long a question is asked again, in seconds: rules of a new service or policy take a moment. */
const PATIENCE = 8
/** How kubelet says that the runtime has not started a program, of which nothing has happened then. */
const NOT_STARTED = /error executing command in container: failed to exec in container/
/** Tries to start one: containerd gives up after some seconds where the machine is busy. */
const TRIES = 4
/** Longest time of one question, in seconds: the last time it is asked may begin at the end of the patience. */
const LIMIT = 45

/** Asks from one place, all at once; answers in the order of the questions. */
export async function ask(from: Place, questions: readonly string[], seconds = PATIENCE): Promise<Answer[]> {
  const start = () => from.exec(clientArgv(questions, seconds), {allowFailure: true, timeoutSeconds: seconds + LIMIT})
  let {stdout, stderr} = await start()
  for (let tries = 1; tries < TRIES && stdout === '' && NOT_STARTED.test(stderr); tries++) ({stdout, stderr} = await start())
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
