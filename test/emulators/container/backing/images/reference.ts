/** The full form of a reference: with registry, repository and tag. Pure. */
export function fullReference(reference: string): string {
  const [name = '', digest] = reference.split('@')
  const [first = '', ...rest] = name.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const path = hasRegistry ? name : rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
  const tagged = /:[^/]+$/.test(path) ? path : digest === undefined ? `${path}:latest` : path
  return digest === undefined ? tagged : `${tagged}@${digest}`
}
