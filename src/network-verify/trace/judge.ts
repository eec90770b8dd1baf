import {label, type Place} from '../place.js'
import type {Sighting} from './listen.js'

/** Where packets are lost, in words, and the place to look at. */
export interface Hop {
  readonly words: string
  readonly at: Place
  /** The further, the nearer it got to an answer. */
  readonly far: number
  /** Whether it is the answer that is lost. */
  readonly back: boolean
}

export interface Known {
  /** The address that the client asked. */
  readonly asked: string
  /** Whether the first place of the way is the client itself, and the last one the server. */
  readonly begins: boolean
  readonly ends: boolean
}

interface Stage {
  readonly at: Place
  readonly way: 'in' | 'out'
  /** Who should see it next; undefined at the end of the way, and where nobody of ours does. */
  readonly next?: Place | undefined
  /** Of a place that is passed twice: whether the asked address has made room for the server's by then. */
  readonly translated?: boolean
}

/**
 * The hop at which packets are lost: the one after the last place of the way that saw them, since not every way of sending shows on every
 * interface. Pure.
 *
 * @param way - the places that the question passes, from the client to the server; nodes between a pod and a pod
 */
export function judge(way: readonly Place[], sightings: readonly Sighting[], {asked, begins, ends}: Known): Hop | null {
  const there = stages(way, {enters: !begins, leaves: !ends, back: false})
  const forward = furthest(there, sightings.filter(({direction}) => direction === 'forward'), asked)
  const first = way[0]!
  if (forward === null) return {at: first, back: false, far: 0, words: `nothing of it is seen at ${label(first)}`}
  const refused = sightings.some(({direction, source}) => direction === 'back' && source === asked) ? ', where it is refused' : ''
  if (forward.index < there.length - 1) return {at: forward.stage.at, back: false, far: forward.index + 1, words: `${lostAfter(forward, 'it')}${refused}${untranslated(sightings, way, asked)}`}
  const back = stages([...way].reverse(), {enters: !ends, leaves: !begins, back: true})
  const start = ends ? {index: -1, stage: {at: way.at(-1)!, way: 'in' as const}, seen: forward.seen} : null
  const answer = furthest(back, sightings.filter(({direction}) => direction === 'back'), asked) ?? start
  if (answer === null) return {at: forward.stage.at, back: false, far: there.length, words: lostAfter(forward, 'it')}
  if (answer.index === -1) return {at: answer.stage.at, back: false, far: there.length, words: `it arrives at ${label(answer.stage.at)}, which does not answer`}
  return answer.index === back.length - 1 ? null : {at: answer.stage.at, back: true, far: there.length + answer.index + 1, words: lostAfter(answer, 'the answer')}
}

/** Out of each place and into the next; into the first and out of the last one only where somebody else is before or behind it. */
function stages(way: readonly Place[], {enters, leaves, back}: {readonly enters: boolean; readonly leaves: boolean; readonly back: boolean}): Stage[] {
  return way.flatMap((at, i): Stage[] => {
    const next = way[i + 1]
    const [once, twice] = way.flatMap(({name}, k) => (name === at.name ? [k] : []))
    const stage = {at, next, ...(twice !== undefined && {translated: back ? i === once : i === twice})}
    return [...(i > 0 || enters ? [{...stage, way: 'in' as const}] : []), ...(next !== undefined || leaves ? [{...stage, way: 'out' as const}] : [])]
  })
}

interface Reached {
  readonly index: number
  readonly stage: Stage
  readonly seen: readonly Sighting[]
}

function furthest(all: readonly Stage[], sightings: readonly Sighting[], asked: string): Reached | null {
  for (let index = all.length - 1; index >= 0; index--) {
    const stage = all[index]!
    const translated = ({direction, source, destination}: Sighting) => (direction === 'forward' ? destination : source) !== asked
    const seen = sightings.filter((sighting) => sighting.at.name === stage.at.name && sighting.way === stage.way && (stage.translated ?? translated(sighting)) === translated(sighting))
    if (seen.length > 0) return {index, stage, seen}
  }
  return null
}

function lostAfter({stage: {at, way, next}, seen}: Reached, what: string): string {
  const carried = seen.find(({carrier}) => carrier !== 'plain')
  if (way === 'out') {
    const [, , from = '', to = ''] = /^((?:UDP|protocol) \d+) (\S+) (\S+)$/.exec(carried?.carrier ?? '') ?? []
    const name = carried?.carrier.split(' ').slice(0, 2).join(' ')
    const how = carried ? ` as ${name} from ${from} to ${to} on ${carried.interface}` : ` on ${links(seen)}`
    return `${label(at)} sends ${what}${how}, and nothing arrives${next ? ` at ${label(next)}` : ' in return'}`
  }
  if (carried && seen.every(({carrier}) => carrier !== 'plain')) return `${what} arrives at ${label(at)} as ${carried.carrier.split(' ').slice(0, 2).join(' ')} on ${carried.interface}, and is not taken out of that`
  return `${what} arrives at ${label(at)} on ${links(seen)}, and ${label(at)} does not send it on${next ? ` to ${label(next)}` : ''}`
}

function links(seen: readonly Sighting[]): string {
  return [...new Set(seen.map((sighting) => sighting.interface))].join(', ')
}

/** Of a service's address: who asks it, and what never takes its place. */
function untranslated(sightings: readonly Sighting[], way: readonly Place[], asked: string): string {
  const forward = sightings.filter(({direction}) => direction === 'forward')
  if (way.some(({ip}) => ip === asked) || !forward.every(({destination}) => destination === asked)) return ''
  return `; nothing puts the address of a pod in the place of ${asked}: kube-proxy, or what replaces it`
}
