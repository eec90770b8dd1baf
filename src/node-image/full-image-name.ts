/** The public registry, which image names without one mean. */
const REGISTRY = 'docker.io'

/** An image's name with registry, path and tag, as stores that know no short names keep it: `docker.io/library/debian:12` of `debian:12`. */
export function fullImageName(ref: string): string {
  const [first = '', ...rest] = ref.split('/')
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const named = hasRegistry ? ref : `${REGISTRY}/${rest.length === 0 ? 'library/' : ''}${ref}`
  return tagOf(named) === undefined && !named.includes('@') ? `${named}:latest` : named
}

/** The other way: as people type it, `kina/node:v1` of `docker.io/kina/node:v1`. */
export function shortImageName(ref: string): string {
  return ref.replace(new RegExp(`^${REGISTRY.replace('.', '\\.')}/(library/)?`), '')
}

/** The tag, if it has one. */
export function tagOf(ref: string): string | undefined {
  return /:([^/:@]+)(@.*)?$/.exec(ref.replace(/@.*$/, ''))?.[1]
}
