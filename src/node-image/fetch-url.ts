import {KinaError, messageOf} from '../errors.js'

/** As many as browsers follow. */
const REDIRECTS = 20
const REDIRECTED = [301, 302, 303, 307, 308]

/**
 * `fetch`, but a redirect from https to plain http is refused: whoever sits between could put another file and another sum in place of
 * both. An address that the user gave as http is asked as it is.
 *
 * @throws KinaError E_DOWNLOAD_INSECURE, E_DOWNLOAD_FAILED after too many redirects; what `fetch` throws
 */
export async function fetchUrl(url: string, init: RequestInit): Promise<Response> {
  let at = new URL(url)
  for (let hops = 0; hops <= REDIRECTS; hops++) {
    const response = await fetch(at, {...init, redirect: 'manual'})
    const location = response.headers.get('location')
    if (!REDIRECTED.includes(response.status) || location === null) return response
    await response.body?.cancel()
    const next = new URL(location, at)
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && at.protocol === 'http:')) throw insecure(url, next)
    at = next
  }
  throw new KinaError({code: 'E_DOWNLOAD_FAILED', message: `${url} was redirected ${REDIRECTS} times, the last time to ${at.href}.`, next: [`curl -sIL ${url}`, ANOTHER_SERVER]})
}

/** What helps against every failure of a server. */
export const ANOTHER_SERVER = 'Take another server with the same files: kina image build --mirror NAME=URL, or KINA_MIRRORS=NAME=URL for every command.'

/** fetch says "fetch failed" or "terminated" and keeps the reason in its causes. */
export function reasonOf(error: unknown): string {
  for (let at = error; ; at = (at as Error).cause) if (!(at instanceof Error) || at.cause === undefined) return messageOf(at)
}

function insecure(url: string, next: URL): KinaError {
  return new KinaError({
    code: 'E_DOWNLOAD_INSECURE',
    message: `${url} is redirected to ${next.href}, which is not https: files could be changed on the way. Nothing was taken from there.`,
    next: [`curl -sIL ${url}`, ANOTHER_SERVER],
  })
}
