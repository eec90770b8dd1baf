import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {Argv} from '../contract/index.js'

/** Of every pod: what is asked of it, and what its kubelet asks. */
export const PORT = 8080
export const PROBE_PORT = 8081

const source = (name: string) => readFileSync(fileURLToPath(new URL(`../../images/network-verify/${name}.pl`, import.meta.url)), 'utf8')

/** What a pod answers with. */
export function serverArgv(name: string): Argv {
  return ['perl', '-e', source('server'), name, String(PORT), String(PROBE_PORT)]
}

/** Asks everything at once, each question until it is answered or `seconds` are over; client.pl says what questions there are. */
export function clientArgv(questions: readonly string[], seconds: number): Argv {
  return ['perl', '-e', source('client'), String(seconds), ...questions]
}

/** Of IP. */
const PROTOCOLS = {icmp: 1, tcp: 6, udp: 17} as const

/** Listens for packets between pairs of addresses until its standard input ends. */
export function listenArgv(protocol: keyof typeof PROTOCOLS, ports: readonly number[], pairs: readonly (readonly [source: string, destination: string])[]): Argv {
  return ['perl', '-e', source('listen'), String(PROTOCOLS[protocol]), ports.join(',') || '0', ...pairs.map((pair) => pair.join('-'))]
}
