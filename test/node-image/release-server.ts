import {readFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import type {AddressInfo} from 'node:net'

export type Answer = Buffer | string | number | ((response: ServerResponse, times: number, request: IncomingMessage) => void)

export interface ReleaseServer {
  readonly base: string
  /** Method and path of every request, in order. */
  readonly requests: string[]
  /** What is served by path; a number is a status, anything not here is 404. */
  readonly files: Map<string, Answer>
  close(): Promise<void>
}

/** Signed by itself; the key is of use to nobody but these tests. */
export const CERTIFICATE = new URL('fixtures/mirror.crt', import.meta.url)
const KEY = new URL('fixtures/mirror.key', import.meta.url)

/** A release server on this machine. */
export async function releaseServer({tls = false} = {}): Promise<ReleaseServer> {
  const files = new Map<string, Answer>()
  const requests: string[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    requests.push(`${request.method ?? ''} ${path}`)
    const content = files.get(path) ?? 404
    if (typeof content === 'function') return content(response, requests.filter((line) => line.endsWith(` ${path}`)).length, request)
    if (typeof content === 'number') return void response.writeHead(content).end()
    response.writeHead(200, {'content-length': Buffer.byteLength(content)}).end(request.method === 'HEAD' ? undefined : content)
  }
  const server = tls ? createTlsServer({cert: readFileSync(CERTIFICATE), key: readFileSync(KEY)}, answer) : createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {base: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, files, close}
}
