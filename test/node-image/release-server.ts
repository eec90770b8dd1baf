import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

export type Answer = Buffer | string | number | ((response: ServerResponse, times: number) => void)

export interface ReleaseServer {
  readonly base: string
  /** Method and path of every request, in order. */
  readonly requests: string[]
  /** What is served by path; a number is a status, anything not here is 404. */
  readonly files: Map<string, Answer>
  close(): Promise<void>
}

/** A release server on this machine. */
export async function releaseServer(): Promise<ReleaseServer> {
  const files = new Map<string, Answer>()
  const requests: string[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    requests.push(`${request.method ?? ''} ${path}`)
    const answer = files.get(path) ?? 404
    if (typeof answer === 'function') return answer(response, requests.filter((line) => line.endsWith(` ${path}`)).length)
    if (typeof answer === 'number') return response.writeHead(answer).end()
    response.writeHead(200, {'content-length': Buffer.byteLength(answer)}).end(request.method === 'HEAD' ? undefined : answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, files, close}
}
