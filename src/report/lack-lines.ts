import type {Lack} from '../kernel/lacks.js'

/** What is missing, what breaks, what was seen, and in whose log it would show. */
export function lackLines({need, seen, finding}: Lack): string[] {
  return [
    `${need.feature}: ${need.why}`,
    `  seen: ${seen}`,
    ...(finding?.disagreement === undefined ? [] : [`  the ways differ: ${finding.disagreement}`]),
    ...(need.log === undefined ? [] : [`  log of ${need.log.of}: ${need.log.words}`]),
  ]
}
