import {get} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Answer} from './ask.js'

/** As in a pod: how long it is asked again, and how long one answer may take, in milliseconds. */
const PATIENCE = 8000
const ANSWER = 3000

/** What a test pod answers this machine, over TCP. */
export async function hear(host: string, port: number): Promise<Answer> {
  for (const end = performance.now() + PATIENCE; ; await sleep(300)) {
    const answer = await once(host, port)
    if (answer.good || performance.now() > end) return answer
  }
}

function once(host: string, port: number): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({host, port, path: '/', agent: false, timeout: ANSWER}, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => resolve({good: true, said: body.trim()})).on('error', ({message}) => resolve({good: false, said: message}))
    })
    request.once('timeout', () => request.destroy(new Error(`no answer within ${ANSWER / 1000} s`)))
    request.once('error', ({message}) => resolve({good: false, said: message}))
  })
}
