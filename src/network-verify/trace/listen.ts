import type {Argv} from '../../contract/index.js'
import type {Place} from '../place.js'

/** One way in which packets were seen at a place. */
export interface Sighting {
  readonly at: Place
  /** Of the question, or of the answer. */
  readonly direction: 'forward' | 'back'
  readonly interface: string
  readonly way: 'in' | 'out'
  readonly source: string
  readonly destination: string
  /** `plain`, or what they were seen in, such as `UDP 8472 10.0.0.1 10.0.0.2`. */
  readonly carrier: string
}

/** Longest time of one listener, in seconds: it is ended long before. */
const LIMIT = 60

/** Listens at all places while `work` runs, which begins once all of them do. A place where nothing can listen sees nothing. */
export async function listenDuring(places: readonly Place[], argv: Argv, work: () => Promise<unknown>): Promise<Sighting[]> {
  const over = Promise.withResolvers<void>()
  const listeners = places.map((at) => listener(at, argv, over.promise))
  try {
    await Promise.all(listeners.map(({ready}) => ready))
    await work()
  } finally {
    over.resolve()
  }
  return (await Promise.all(listeners.map(({heard}) => heard))).flat()
}

function listener(at: Place, argv: Argv, over: Promise<void>): {readonly ready: Promise<void>; readonly heard: Promise<Sighting[]>} {
  const ready = Promise.withResolvers<void>()
  let text = ''
  const decoder = new TextDecoder()
  const onStdout = (chunk: Uint8Array) => {
    text += decoder.decode(chunk, {stream: true})
    if (text.startsWith('listening\n')) ready.resolve()
  }
  const heard = at
    .exec(argv, {stdin: until(over), onStdout, allowFailure: true, timeoutSeconds: LIMIT})
    .catch(() => {})
    .then(() => {
      ready.resolve()
      return readSightings(text, at)
    })
  return {ready: ready.promise, heard}
}

/** As listen.pl prints them. Pure. */
export function readSightings(text: string, at: Place): Sighting[] {
  return text.split('\n').flatMap((line): Sighting[] => {
    const [direction, link, way, source, destination, carrier] = line.split('\t')
    if (carrier === undefined) return []
    return [{at, direction: direction as 'forward' | 'back', interface: link!, way: way as 'in' | 'out', source: source!, destination: destination!, carrier}]
  })
}

/** Standard input that stays open until then. */
async function* until(over: Promise<void>): AsyncIterable<Uint8Array> {
  await over
}
