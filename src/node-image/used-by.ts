import type {FoundCluster} from '../cluster/find.js'

/** Names of the clusters of which a node was made from the image, by this name of it or by its id. */
export function usersOf({id, ref}: {readonly id: string; readonly ref: string}, clusters: readonly FoundCluster[]): string[] {
  return clusters.filter(({nodes}) => nodes.some(({image}) => sameName(image.replace(/@.*$/, ''), ref) || isId(image, id))).map(({name}) => name)
}

/** By tag: a digest behind it is left away by then. Stores prefix names without a registry with one of their own, such as localhost/. */
function sameName(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`)
}

/** Whole, or as short as tools print it. */
function isId(image: string, id: string): boolean {
  const plain = image.replace(/^sha256:/, '')
  return plain.length >= 12 && id.startsWith(plain)
}
