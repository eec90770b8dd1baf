import {readFileSync} from 'node:fs'

const {kina} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {kina: {defaults: {kubernetes: string}}}

/** The Kubernetes that clusters of this run have, with the leading v. KINA_TEST_KUBERNETES names another than kina's default. */
export const KUBERNETES = process.env['KINA_TEST_KUBERNETES'] ?? kina.defaults.kubernetes
/** Arguments that choose it. None for the default, which kina has to take by itself. */
export const KUBERNETES_CHOICE: readonly string[] = KUBERNETES === kina.defaults.kubernetes ? [] : ['--kubernetes', KUBERNETES]
/** kina's node image of it. */
export const NODE_IMAGE = `kina/node:${KUBERNETES}`
